import { alphaFindings, type AlphaEvidence } from './alpha-findings.js';

export interface AlphaPage extends AlphaEvidence {
  readonly network: string;
  readonly dataset: string;
  /** What trained it. */
  readonly command: string;
  /** The plot's file, beside the page. */
  readonly plot: string;
}

/** The paper's observations on α, each with what one training says of it. */
export function renderAlphaPage(page: AlphaPage): string {
  const { network, dataset, command, plot, history } = page;
  const best = Math.max(...history.map(({ validationAccuracy }) => validationAccuracy));
  const findings = alphaFindings(page).map(
    ({ observation, verdict, evidence }) => `**${observation}.** ${verdict}. ${evidence}`,
  );
  return `# What α does

Gong et al. (ICCV 2019) report three things of the α that DSQ learns: how far its soft staircase is from
the hard one, 0 being the staircase itself and 0.5 a straight line, which is the straight-through estimator.
Here is what one training of ours says, \`${network}\` on \`${dataset}\`, ${history.length} epochs of fine-tuning, best
validation ${(100 * best).toFixed(2)} %:

\`\`\`sh
${command}
\`\`\`

![α of kernels and of activations over the epochs](${plot})

${findings.join('\n\n')}

Sensitivity is measured on validation images before fine-tuning: one quantizer at a time has its bits, every
other layer is float, and the class probabilities are compared with the float network's.
\`npm run alpha-page\` writes this page and its plot anew from a training's folder.
`;
}

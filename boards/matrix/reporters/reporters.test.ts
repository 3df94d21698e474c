import test from 'ava';
import { SoftbitError } from '../../../codegen/index.js';
import { failed, passed, skipped } from '../testing/results.js';
import { reporterOf, reporters } from './registry.js';

const results = [passed, failed, skipped];

/** What each reporter makes of one pass, one failure and one skip, all of it. */
const expected: Record<string, string> = {
  pretty: `\
passed   mps2-an386        lenet5        bit-exact 40/40, accuracy 97.50 %, 884,756 instructions, flash 30,296 B, RAM 21,520 B
failed   mps2-an386        a <#1> & "b"  3 of 40 samples differ,
first: 100 % of sample 2 (bit-exact 37/40, accuracy 97.50 %, 884,756 instructions, flash 30,296 B, RAM 21,520 B)
skipped  stm32vldiscovery  resnet8       does not fit: 9 KB | 8 KB

1 passed, 1 failed, 1 skipped`,
  tap: `\
TAP version 14
1..3
ok 1 - mps2-an386 × lenet5
  ---
  bitExact: {"equal":40,"total":40}
  accuracy: 0.975
  instructions: 884756
  flash: 30296
  ram: 21520
  duration_ms: 1500
  ...
not ok 2 - mps2-an386 × a <\\#1> & "b"
  ---
  message: "3 of 40 samples differ,\\nfirst: 100 % of sample 2"
  severity: "fail"
  bitExact: {"equal":37,"total":40}
  accuracy: 0.975
  instructions: 884756
  flash: 30296
  ram: 21520
  duration_ms: 1500
  ...
ok 3 - stm32vldiscovery × resnet8 # SKIP does not fit: 9 KB | 8 KB`,
  junit: `\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="softbit test" tests="3" failures="1" errors="0" skipped="1" time="3.250">
  <testsuite name="mps2-an386" tests="2" failures="1" errors="0" skipped="0" time="3.000">
    <testcase name="lenet5" classname="softbit.mps2-an386" time="1.500">
      <properties>
        <property name="accuracy" value="0.975"/>
        <property name="instructions" value="884756"/>
        <property name="flash" value="30296"/>
        <property name="ram" value="21520"/>
      </properties>
      <system-out>bit-exact 40/40, accuracy 97.50 %, 884,756 instructions, flash 30,296 B, RAM 21,520 B</system-out>
    </testcase>
    <testcase name="a &lt;#1&gt; &amp; &quot;b&quot;" classname="softbit.mps2-an386" time="1.500">
      <properties>
        <property name="accuracy" value="0.975"/>
        <property name="instructions" value="884756"/>
        <property name="flash" value="30296"/>
        <property name="ram" value="21520"/>
      </properties>
      <failure message="3 of 40 samples differ,&#10;first: 100 % of sample 2" type="softbit">3 of 40 samples differ,&#10;first: 100 % of sample 2
bit-exact 37/40, accuracy 97.50 %, 884,756 instructions, flash 30,296 B, RAM 21,520 B</failure>
    </testcase>
  </testsuite>
  <testsuite name="stm32vldiscovery" tests="1" failures="0" errors="0" skipped="1" time="0.250">
    <testcase name="resnet8" classname="softbit.stm32vldiscovery" time="0.250">
      <skipped message="does not fit: 9 KB | 8 KB"/>
    </testcase>
  </testsuite>
</testsuites>`,
  github: `\
passed   mps2-an386        lenet5        bit-exact 40/40, accuracy 97.50 %, 884,756 instructions, flash 30,296 B, RAM 21,520 B
failed   mps2-an386        a <#1> & "b"  3 of 40 samples differ,
first: 100 % of sample 2 (bit-exact 37/40, accuracy 97.50 %, 884,756 instructions, flash 30,296 B, RAM 21,520 B)
skipped  stm32vldiscovery  resnet8       does not fit: 9 KB | 8 KB

1 passed, 1 failed, 1 skipped
::error title=softbit test%3A a <#1> & "b" on mps2-an386 failed::3 of 40 samples differ,%0Afirst: 100 %25 of sample 2
::notice title=softbit test%3A resnet8 on stm32vldiscovery skipped::does not fit: 9 KB | 8 KB`,
};

for (const reporter of reporters) {
  const { name } = reporter;

  test(`The reporter "${name}" tells of a pass, a failure and a skip.`, (t) => {
    t.is(reporter.render(results), expected[name]);
  });

  test(`The reporter "${name}" has words for no results at all.`, (t) => {
    t.regex(reporter.render([]), /0 passed|1\.\.0|tests="0"/);
  });
}

test('GitHub’s step summary is a table whose cells no reason can break.', (t) => {
  const lines = reporterOf('github').summary!(results).split('\n');
  const rows = lines.filter((line) => line.startsWith('|'));
  t.is(lines[0], '### softbit test: 1 passed, 1 failed, 1 skipped');
  t.is(rows.length, 2 + results.length);
  for (const row of rows) t.is(row.replaceAll('\\|', '').split('|').length, 11, row);
  t.regex(rows[4], /does not fit: 9 KB \\\| 8 KB/);
});

test('Characters that XML cannot hold do not reach it.', (t) => {
  const reason = 'the device said \u0000\u001b[1m';
  const xml = reporterOf('junit').render([{ ...failed, reason }]);
  t.regex(xml, /the device said \?\?\[1m/);
});

test('An unknown reporter is an error that names the known ones.', (t) => {
  const error = t.throws(() => reporterOf('html'), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_REPORTER_UNKNOWN');
  for (const { name } of reporters) t.true(error.message.includes(name));
});

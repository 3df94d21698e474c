import test from 'ava';
import { parseLinkMap } from './link-map.js';

const map = `Archive member included to satisfy reference by file (symbol)

Discarded input sections

 .text.unused   0x00000000       0x26 build/model/net_weights.o

Linker script and memory map

LOAD build/model/net_weights.o
.weights        0x000000c0       0x78
 build/model/*_weights.o(.rodata .rodata.*)
 .rodata.net_conv_biases_of_a_long_name
                0x000000c0       0x50 build/model/net_weights.o
                0x000000c0                net_conv_biases_of_a_long_name
 .rodata.short  0x00000110       0x28 build/model/net_weights.o
                0x00000110                short
 *fill*         0x00000138        0x8 
 COMMON         0x20000000       0x10 build/main.o
 .text          0x00000200       0x1c /lib/libc_nano.a(lib_a-memcpy.o)
`;

test('Every placed section is read with its size and object, discarded ones and fill are not.', (t) => {
  t.deepEqual(parseLinkMap(map), [
    {
      section: '.rodata.net_conv_biases_of_a_long_name',
      bytes: 0x50,
      object: 'build/model/net_weights.o',
    },
    { section: '.rodata.short', bytes: 0x28, object: 'build/model/net_weights.o' },
    { section: 'COMMON', bytes: 0x10, object: 'build/main.o' },
    { section: '.text', bytes: 0x1c, object: '/lib/libc_nano.a(lib_a-memcpy.o)' },
  ]);
});

#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Writes the powers of five from -342 to 308 as the 128 bits that count, for the reading of doubles."""

import sys

SMALLEST, LARGEST = -342, 308


def power(exponent):
    """Rounded down, and those up that a mantissa of 64 bits can be divided by without a rest."""
    if exponent >= 0:
        value = 5 ** exponent
        shift = value.bit_length() - 128
        return value >> shift if shift > 0 else value << -shift
    value = 5 ** -exponent
    return (1 << (value.bit_length() + 127)) // value + (value < 2 ** 64)


def main(path):
    with open(path, 'w', encoding='ascii') as file:
        file.write('/* made by sweet-powers.py */\n\n#pragma once\n\n')
        file.write(f'#define SWEET_POWERS_SMALLEST ({SMALLEST})\n#define SWEET_POWERS_LARGEST  {LARGEST}\n\n')
        file.write(f'static const guint64 sweet_powers[{LARGEST - SMALLEST + 1}][2] = {{\n')
        for exponent in range(SMALLEST, LARGEST + 1):
            value = power(exponent)
            assert value.bit_length() == 128
            file.write(f'  {{ G_GUINT64_CONSTANT (0x{value >> 64:016x}), G_GUINT64_CONSTANT (0x{value & 2**64 - 1:016x}) }},\n')
        file.write('};\n')


if __name__ == '__main__':
    main(sys.argv[1])

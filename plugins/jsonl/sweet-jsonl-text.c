/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-jsonl-text.h"

size_t
sweet_jsonl_utf8_length (const uint8_t *p,
                         const uint8_t *limit)
{
  size_t left = (size_t) (limit - p);
  uint8_t low = 0x80;
  uint8_t high = 0xbf;
  size_t length;

  if (p[0] >= 0xc2 && p[0] <= 0xdf)
    length = 2;
  else if (p[0] >= 0xe0 && p[0] <= 0xef)
    length = 3;
  else if (p[0] >= 0xf0 && p[0] <= 0xf4)
    length = 4;
  else
    return 0;

  /* the shortest form only, no surrogates, nothing above U+10FFFF */
  if (p[0] == 0xe0)
    low = 0xa0;
  else if (p[0] == 0xed)
    high = 0x9f;
  else if (p[0] == 0xf0)
    low = 0x90;
  else if (p[0] == 0xf4)
    high = 0x8f;

  if (left < length || p[1] < low || p[1] > high)
    return 0;

  for (size_t i = 2; i < length; i++)
    {
      if ((p[i] & 0xc0) != 0x80)
        return 0;
    }

  return length;
}

static inline int
sweet_jsonl_hex_digit (uint8_t c)
{
  if (c >= '0' && c <= '9')
    return c - '0';

  c |= 0x20;

  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
sweet_jsonl_hex (const uint8_t *p,
                 const uint8_t *limit,
                 const uint8_t **wrong)
{
  int value = 0;

  for (const uint8_t *q = p; q < p + 4; q++)
    {
      int digit = q < limit ? sweet_jsonl_hex_digit (*q) : -1;

      if (digit < 0)
        {
          *wrong = q;
          return -1;
        }
      value = value << 4 | digit;
    }

  return value;
}

static size_t
sweet_jsonl_put_utf8 (uint8_t *out,
                      uint32_t c)
{
  if (c < 0x80)
    {
      out[0] = (uint8_t) c;
      return 1;
    }

  if (c < 0x800)
    {
      out[0] = (uint8_t) (0xc0 | c >> 6);
      out[1] = (uint8_t) (0x80 | (c & 0x3f));
      return 2;
    }

  if (c < 0x10000)
    {
      out[0] = (uint8_t) (0xe0 | c >> 12);
      out[1] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
      out[2] = (uint8_t) (0x80 | (c & 0x3f));
      return 3;
    }

  out[0] = (uint8_t) (0xf0 | c >> 18);
  out[1] = (uint8_t) (0x80 | (c >> 12 & 0x3f));
  out[2] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
  out[3] = (uint8_t) (0x80 | (c & 0x3f));

  return 4;
}

/* p is behind “\u” of valid text; gives the position behind the escape, or the pair of them */
static const uint8_t *
sweet_jsonl_read_unicode (const uint8_t *p,
                          uint32_t *c)
{
  const uint8_t *wrong = p;
  uint32_t low;

  *c = (uint32_t) sweet_jsonl_hex (p, p + 4, &wrong);
  if ((*c & 0xf800) != 0xd800)
    return p + 4;

  low = (uint32_t) sweet_jsonl_hex (p + 6, p + 10, &wrong);
  *c = 0x10000 + ((*c & 0x3ff) << 10) + (low & 0x3ff);

  return p + 10;
}

static uint8_t
sweet_jsonl_short_escape (uint8_t c)
{
  switch (c)
    {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
    }
}

size_t
sweet_jsonl_unescape (uint8_t *out,
                      const uint8_t *text,
                      size_t length)
{
  const uint8_t *p = text;
  const uint8_t *limit = text + length;
  uint8_t *q = out;

  while (p < limit)
    {
      const uint8_t *backslash = memchr (p, '\\', (size_t) (limit - p));
      size_t plain = (size_t) ((backslash != NULL ? backslash : limit) - p);
      uint32_t c;

      memcpy (q, p, plain);
      q += plain;
      p += plain;

      if (backslash == NULL)
        break;

      if (p[1] != 'u')
        {
          *q++ = sweet_jsonl_short_escape (p[1]);
          p += 2;
          continue;
        }

      p = sweet_jsonl_read_unicode (p + 2, &c);
      q += sweet_jsonl_put_utf8 (q, c);
    }

  return (size_t) (q - out);
}

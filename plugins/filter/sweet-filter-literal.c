/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-filter-literal.h"

#include <string.h>

/* a search for bytes: UTF-8 is such that a text which is valid is found where its bytes are, whatever is
 * around them */

/* one load, whatever the machine has registers for */
typedef guint8 SweetFilterBlock __attribute__ ((vector_size (16)));

/* the most bytes between two cells that are searched as one: a line end. memory that close belongs to both. */
#define SWEET_FILTER_MAX_GAP 2

/* how likely a byte is in texts, from 0 */
static guint
sweet_filter_literal_rank (guchar c)
{
  if (c == ' ' || (c != '\0' && strchr ("etaoinsr", c) != NULL))
    return 5;
  if (g_ascii_islower (c))
    return c == 'j' || c == 'q' || c == 'x' || c == 'z' ? 2 : 4;
  if (g_ascii_isdigit (c))
    return 4;
  if (g_ascii_isupper (c))
    return 1;

  return g_ascii_ispunct (c) ? 3 : 0;
}

static gsize
sweet_filter_literal_find_rarest (const SweetFilterLiteral *self,
                                  gsize except)
{
  gsize rarest = except == 0 && self->length > 1 ? 1 : 0;

  for (gsize i = rarest + 1; i < self->length; i++)
    if (i != except && sweet_filter_literal_rank ((guchar) self->text[i]) < sweet_filter_literal_rank ((guchar) self->text[rarest]))
      rarest = i;
  return rarest;
}

/* the letters in front of the first one that means something; one that is repeated counts as meaning too */
static gsize
sweet_filter_literal_measure (const char *pattern,
                              gsize length)
{
  gsize n = 0;

  while (n < length && strchr ("\\^$.[]|()?*+{}", pattern[n]) == NULL)
    n++;
  if (n == length || strchr ("?*+{", pattern[n]) == NULL)
    return n;

  while (n > 0 && (pattern[--n] & 0xc0) == 0x80)
    ;
  return n;
}

void
sweet_filter_literal_init (SweetFilterLiteral *self,
                           const char *pattern,
                           gsize length)
{
  gsize n = sweet_filter_literal_measure (pattern, length);

  *self = (SweetFilterLiteral){ NULL, n, 0, 0, n == length };
  /* an alternative need not contain it, and one letter is hardly worth a search of its own */
  if (n == 0 || (n == 1 && !self->whole) || memchr (pattern, '|', length) != NULL)
    return;

  self->text = g_strndup (pattern, n);
  self->first = sweet_filter_literal_find_rarest (self, G_MAXSIZE);
  self->second = sweet_filter_literal_find_rarest (self, self->first);
}

void
sweet_filter_literal_clear (SweetFilterLiteral *self)
{
  g_clear_pointer (&self->text, g_free);
}

static const char *
sweet_filter_literal_find_short (const SweetFilterLiteral *self,
                                 const char *text,
                                 gsize n_places)
{
  for (const char *p = text; p < text + n_places; p++)
    if (p[self->first] == self->text[self->first] && memcmp (p, self->text, self->length) == 0)
      return p;

  return NULL;
}

static inline SweetFilterBlock
sweet_filter_block_load (const char *text)
{
  SweetFilterBlock block;

  memcpy (&block, text, sizeof block);
  return block;
}

static inline gboolean
sweet_filter_block_is_zero (SweetFilterBlock block)
{
  guint64 halves[2];

  memcpy (halves, &block, sizeof halves);
  return (halves[0] | halves[1]) == 0;
}

/* what is looked for at once in sixteen places: two bytes that have to be there */
typedef struct
{
  const SweetFilterLiteral *literal;
  SweetFilterBlock first;
  SweetFilterBlock second;
} SweetFilterNeedle;

static inline SweetFilterBlock
sweet_filter_needle_compare (const SweetFilterNeedle *self,
                             const char *text)
{
  return (SweetFilterBlock) ((sweet_filter_block_load (text + self->literal->first) == self->first) & (sweet_filter_block_load (text + self->literal->second) == self->second));
}

/* the first of eight places, those whose bytes are set, where all of the literal is */
static inline const char *
sweet_filter_needle_verify (const SweetFilterNeedle *self,
                            const char *text,
                            guint64 places)
{
  for (places = GUINT64_FROM_LE (places) & G_GUINT64_CONSTANT (0x8080808080808080); places != 0; places &= places - 1)
    {
      const char *place = text + __builtin_ctzll (places) / 8;

      if (memcmp (place, self->literal->text, self->literal->length) == 0)
        return place;
    }
  return NULL;
}

static const char *
sweet_filter_needle_find (const SweetFilterNeedle *self,
                          const char *text)
{
  SweetFilterBlock hits = sweet_filter_needle_compare (self, text);
  guint64 halves[2];
  const char *found;

  memcpy (halves, &hits, sizeof halves);
  found = halves[0] != 0 ? sweet_filter_needle_verify (self, text, halves[0]) : NULL;
  if (found == NULL && halves[1] != 0)
    found = sweet_filter_needle_verify (self, text + 8, halves[1]);
  return found;
}

/* whether one of 64 places may be it */
static inline gboolean
sweet_filter_needle_may_be_in (const SweetFilterNeedle *self,
                               const char *text)
{
  return !sweet_filter_block_is_zero (sweet_filter_needle_compare (self, text) | sweet_filter_needle_compare (self, text + 16) | sweet_filter_needle_compare (self, text + 32) | sweet_filter_needle_compare (self, text + 48));
}

/* sixteen places a step, four times that where nothing looks like it: some 0.05 ns a byte */
const char *
sweet_filter_literal_find (const SweetFilterLiteral *self,
                           const char *text,
                           gsize length)
{
  const SweetFilterNeedle needle = {
    self,
    (SweetFilterBlock){ 0 } + (guint8) self->text[self->first],
    (SweetFilterBlock){ 0 } + (guint8) self->text[self->second],
  };
  const gsize step = sizeof (SweetFilterBlock);
  const char *end;
  const char *p = text;

  if (length < self->length)
    return NULL;
  if (length - self->length + 1 < step)
    return sweet_filter_literal_find_short (self, text, length - self->length + 1);

  end = text + (length - self->length + 1);
  while (p < end)
    {
      const char *found;

      if ((gsize) (end - p) >= 4 * step && !sweet_filter_needle_may_be_in (&needle, p))
        {
          p += 4 * step;
          continue;
        }
      /* the last block lies partly on the one before it */
      p = MIN (p, end - step);
      found = sweet_filter_needle_find (&needle, p);
      if (found != NULL)
        return found;
      p += step;
    }
  return NULL;
}

/* marks the rows of cells that lie next to each other, searched as one text */
static void
sweet_filter_literal_mark (const SweetFilterLiteral *self,
                           const SweetCell *cells,
                           guint n_rows,
                           guint8 *out)
{
  const char *end = cells[n_rows - 1].data + cells[n_rows - 1].length;
  const char *p = cells[0].data;
  guint row = 0;

  while ((p = sweet_filter_literal_find (self, p, (gsize) (end - p))) != NULL)
    {
      while (cells[row].data + cells[row].length <= p)
        row++;
      /* not what reaches over a line end */
      if (p < cells[row].data || p + self->length > cells[row].data + cells[row].length)
        {
          p++;
          continue;
        }
      out[row] = 1;
      p = cells[row].data + cells[row].length;
    }
}

void
sweet_filter_literal_run (const SweetFilterLiteral *self,
                          const SweetCell *cells,
                          const guint8 *active,
                          guint8 *out,
                          guint n_rows)
{
  memset (out, 0, n_rows);
  for (guint row = 0; row < n_rows; row++)
    {
      guint first = row;

      if (!active[row] || cells[row].length < self->length || sweet_cell_is_missing (&cells[row]))
        continue;

      while (row + 1 < n_rows && active[row + 1] && !sweet_cell_is_missing (&cells[row + 1]) && (guintptr) cells[row + 1].data - (guintptr) (cells[row].data + cells[row].length) <= SWEET_FILTER_MAX_GAP)
        row++;
      sweet_filter_literal_mark (self, &cells[first], row - first + 1, &out[first]);
    }
}

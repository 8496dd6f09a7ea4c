/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-jsonl-walker.h"

/* how many columns that may be missing in a line are tried before a key is looked up */
#define SWEET_JSONL_TRIES 4

/* how many columns are looked through for a key in an unusual place */
#define SWEET_JSONL_SEARCHED 32

/* how many values of one width make it likely that the next has that width as well */
#define SWEET_JSONL_STEADY 32

static inline const uint8_t *
sweet_jsonl_walk_space (const uint8_t *p)
{
  while (*p == ' ' || *p == '\t' || *p == '\r')
    p++;

  return p;
}

/* p is behind the quote; gives where the closing one is, or NULL */
static inline const uint8_t *
sweet_jsonl_walk_string (const uint8_t *limit,
                         const uint8_t *p,
                         bool *escaped)
{
  size_t n;

  /* a step ahead that does not wait for what was counted */
  while ((n = sweet_jsonl_count_plain (p)) == SWEET_JSONL_STEP)
    p += SWEET_JSONL_STEP;
  p += n;

  if (__builtin_expect (*p == '"', 1))
    return p;

  /* escapes and what is not ASCII; a control character, the line feed among them, is refused there */
  return sweet_jsonl_scan_text (p, limit, escaped);
}

/* digits, at least one */
static inline const uint8_t *
sweet_jsonl_walk_digits (const uint8_t *p)
{
  const uint8_t *first = p;
  size_t n;

  do
    {
      n = sweet_jsonl_count_digits (p);
      p += n;
    }
  while (__builtin_expect (n == 16, 0));

  return p > first ? p : NULL;
}

static inline const uint8_t *
sweet_jsonl_walk_number (const uint8_t *p)
{
  const uint8_t *whole = p + (*p == '-');

  p = sweet_jsonl_walk_digits (whole);
  if (p == NULL || (*whole == '0' && p > whole + 1))
    return NULL;

  if (*p == '.')
    {
      p = sweet_jsonl_walk_digits (p + 1);
      if (p == NULL)
        return NULL;
    }

  if (__builtin_expect ((*p | 0x20) == 'e', 0))
    p = sweet_jsonl_walk_digits (p + (p[1] == '+' || p[1] == '-' ? 2 : 1));

  return p;
}

/* p is at the first byte of a value; gives its place and what is behind it, or NULL */
static inline const uint8_t *
sweet_jsonl_walk_value (const uint8_t *limit,
                        const uint8_t *base,
                        const uint8_t *p,
                        uint32_t *places)
{
  const uint8_t *start = __builtin_expect (*p <= ' ', 0) ? sweet_jsonl_walk_space (p) : p;
  const uint8_t *end;
  bool escaped = false;

  p = start;
  switch (*p)
    {
    case '"':
      end = sweet_jsonl_walk_string (limit, p + 1, &escaped);
      if (end == NULL)
        return NULL;
      p = end + 1;
      start += !escaped;
      end += escaped;
      break;

    case '{':
    case '[':
      p = end = sweet_jsonl_scan_nested (p, limit);
      break;

    case 't':
      p = end = memcmp (p, "true", 4) == 0 ? p + 4 : NULL;
      break;

    case 'f':
      p = end = memcmp (p, "false", 5) == 0 ? p + 5 : NULL;
      break;

    case 'n':
      p = end = memcmp (p, "null", 4) == 0 ? p + 4 : NULL;
      break;

    default:
      p = end = sweet_jsonl_walk_number (p);
      break;
    }

  if (p == NULL)
    return NULL;

  places[0] = (uint32_t) (start - base);
  places[1] = (uint32_t) (end - base);

  return p;
}

/* gives @end. Where the values of a column are all of one width, the processor need not wait for what
 * was counted to go on with what comes next: it guesses the branch instead */
static inline const uint8_t *
sweet_jsonl_walk_ahead (SweetJsonlPattern *pattern,
                        const uint8_t *p,
                        const uint8_t *end)
{
  size_t width = pattern->width;

  if (end != p + width)
    {
      pattern->width = (uint32_t) (end - p);
      pattern->n_same = 0;
      return end;
    }

  if (pattern->n_same < SWEET_JSONL_STEADY)
    {
      pattern->n_same++;
      return end;
    }

  /* to a compiler both would be the same */
  __asm__(""
          : "+r"(width));

  return p + width;
}

static inline bool
sweet_jsonl_walker_matches (const SweetJsonlWalker *self,
                            const SweetJsonlPattern *pattern,
                            const uint8_t *p)
{
  size_t more;

  if (__builtin_expect (pattern->length <= SWEET_JSONL_STEP, 1))
    return pattern->length > 0 && sweet_jsonl_same (p, pattern->start, pattern->length);

  more = pattern->length - SWEET_JSONL_STEP;

  return (size_t) (self->limit - p) > pattern->length && sweet_jsonl_same (p, pattern->start, SWEET_JSONL_STEP) && memcmp (p + SWEET_JSONL_STEP, pattern->text + SWEET_JSONL_STEP, more) == 0;
}

/* p is behind a brace or comma; the column whose key stands there, or none */
static inline uint32_t
sweet_jsonl_walker_expect (const SweetJsonlWalker *self,
                           uint32_t column,
                           const uint8_t *p)
{
  for (unsigned i = 0; i < SWEET_JSONL_TRIES && column < self->n_columns; i++)
    {
      const SweetJsonlPattern *pattern = &self->patterns[column];

      if (sweet_jsonl_walker_matches (self, pattern, p))
        return column;
      column = pattern->next;
    }

  return SWEET_JSONL_NONE;
}

/* the same where keys come in any order: looks through the columns, as long as that is faster than to
 * look the key up */
static uint32_t
sweet_jsonl_walker_search (const SweetJsonlWalker *self,
                           const uint8_t *p)
{
  for (uint32_t column = 0; column < self->n_columns && column < SWEET_JSONL_SEARCHED; column++)
    {
      if (sweet_jsonl_walker_matches (self, &self->patterns[column], p))
        return column;
    }

  return SWEET_JSONL_NONE;
}

/* p is behind a brace or comma, with a key that was not expected */
static SweetJsonlWalk
sweet_jsonl_walker_miss (SweetJsonlWalker *self,
                         uint32_t previous,
                         const uint8_t *p)
{
  self->pattern = p;
  self->previous = previous;
  self->p = sweet_jsonl_scan_member (p, self->limit, &self->member);

  return self->p != NULL ? SWEET_JSONL_WALK_KEY : SWEET_JSONL_WALK_REFUSED;
}

/* p is behind the last brace */
static inline SweetJsonlWalk
sweet_jsonl_walker_end (SweetJsonlWalker *self,
                        const uint8_t *p,
                        uint32_t *entries)
{
  if (__builtin_expect (*p != '\n', 0))
    p = sweet_jsonl_walk_space (p);
  if (*p != '\n')
    return SWEET_JSONL_WALK_REFUSED;

  sweet_jsonl_leave_out (entries, self->n_written, self->n_slots);
  self->p = p;

  return SWEET_JSONL_WALK_END;
}

/* some 8 ns for each member while keys and blanks are those of an earlier line */
SweetJsonlWalk
sweet_jsonl_walker_go_on (SweetJsonlWalker *self,
                          uint32_t *entries)
{
  SweetJsonlPattern *patterns = self->patterns;
  const uint8_t *const base = self->base;
  const uint8_t *p = self->p;
  uint32_t column = self->column;
  uint32_t n_written = self->n_written;

  for (;;)
    {
      uint32_t expected = patterns[column].next;

      if (column >= n_written)
        {
          if (column > n_written)
            sweet_jsonl_leave_out (entries, n_written, column);
          n_written = column + 1;
        }

      /* the last one of equal keys stands */
      p = sweet_jsonl_walk_ahead (&patterns[column], p, sweet_jsonl_walk_value (self->limit, base, p, &entries[1 + 2 * column]));
      if (p == NULL)
        return SWEET_JSONL_WALK_REFUSED;

      if (__builtin_expect (*p != ',' && *p != '}', 0))
        p = sweet_jsonl_walk_space (p);
      if (*p != ',')
        break;

      p++;
      expected = sweet_jsonl_walker_expect (self, expected, p);
      if (__builtin_expect (expected == SWEET_JSONL_NONE, 0))
        {
          expected = sweet_jsonl_walker_search (self, p);
          if (expected == SWEET_JSONL_NONE)
            {
              self->n_written = n_written;
              return sweet_jsonl_walker_miss (self, column, p);
            }
          /* what happens twice is an order; once, it may be keys that are missing */
          if (patterns[column].found == expected)
            patterns[column].next = expected;
          patterns[column].found = expected;
        }

      column = expected;
      p += patterns[column].length;
    }

  if (*p != '}')
    return SWEET_JSONL_WALK_REFUSED;

  self->n_written = n_written;

  return sweet_jsonl_walker_end (self, p + 1, entries);
}

SweetJsonlWalk
sweet_jsonl_walker_begin (SweetJsonlWalker *self,
                          const uint8_t *line,
                          uint32_t *entries)
{
  const uint8_t *p = line + 1;

  if (*line != '{')
    return SWEET_JSONL_WALK_REFUSED;

  self->n_written = 0;
  self->column = sweet_jsonl_walker_expect (self, self->first, p);
  if (self->column == SWEET_JSONL_NONE)
    self->column = sweet_jsonl_walker_search (self, p);
  if (self->column != SWEET_JSONL_NONE)
    {
      self->p = p + self->patterns[self->column].length;
      return sweet_jsonl_walker_go_on (self, entries);
    }

  if (*sweet_jsonl_walk_space (p) == '}')
    return sweet_jsonl_walker_end (self, sweet_jsonl_walk_space (p) + 1, entries);

  return sweet_jsonl_walker_miss (self, SWEET_JSONL_NONE, p);
}

/* the column of the key that was not expected; patterns and n_columns know it by now */
void
sweet_jsonl_walker_learn (SweetJsonlWalker *self,
                          uint32_t column)
{
  SweetJsonlPattern *pattern = &self->patterns[column];

  if (pattern->length == 0)
    {
      pattern->next = column + 1;
      pattern->found = SWEET_JSONL_NONE;
      pattern->width = 0;
      pattern->n_same = 0;
    }

  pattern->text = self->pattern;
  pattern->length = (uint32_t) (self->p - self->pattern);
  memcpy (pattern->start, self->pattern, SWEET_JSONL_STEP);

  if (self->previous == SWEET_JSONL_NONE)
    self->first = column;
  else
    self->patterns[self->previous].next = column;

  self->column = column;
}

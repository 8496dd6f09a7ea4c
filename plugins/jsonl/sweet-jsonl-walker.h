/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* Walks lines at the speed of their bytes: what stands between two values is compared with what
 * stood there in an earlier line, values are searched for their end many bytes at a time. Takes the
 * same lines as the scanner and finds the same members; what it does not take, the scanner explains.
 * Knows nothing of GLib. */

#include "sweet-jsonl-scanner.h"
#include "sweet-jsonl-vector.h"

/* no column */
#define SWEET_JSONL_NONE UINT32_MAX

/* what stood behind the brace or comma in front of the value of a column: @text in the input, @start a
 * copy of its beginning; of no length before a key was seen. @next is the column that came behind it, @found
 * the one that was found there instead the last time. @width is how many bytes the last value took,
 * @n_same how many in a row took as many */
typedef struct
{
  const uint8_t *text;
  uint32_t length;
  uint32_t next;
  uint32_t found;
  uint32_t width;
  uint32_t n_same;
  uint8_t start[SWEET_JSONL_STEP];
} SweetJsonlPattern;

typedef enum
{
  /* a key that was not expected: say its column to sweet_jsonl_walker_learn() and go on */
  SWEET_JSONL_WALK_KEY,
  /* all members were found, and the line ends in a line feed at p */
  SWEET_JSONL_WALK_END,
  /* the line is not well formed, or not an object from its first byte on */
  SWEET_JSONL_WALK_REFUSED,
} SweetJsonlWalk;

typedef struct
{
  const uint8_t *base;
  /* the last line feed: nothing is looked for behind it */
  const uint8_t *limit;
  SweetJsonlPattern *patterns;
  uint32_t n_columns;
  /* entries that a row has: some may be of no column any more */
  uint32_t n_slots;
  /* the column that came first in a line */
  uint32_t first;

  /* where it is in a line: at the value of a column, unless it is at the end */
  const uint8_t *p;
  uint32_t column;
  /* columns below have their entries */
  uint32_t n_written;
  /* a key that was not expected, behind which column it stands and where its pattern begins */
  SweetJsonlMember member;
  uint32_t previous;
  const uint8_t *pattern;
} SweetJsonlWalker;

/* entries are those of a row with places of kind spans: a text without escapes is the bytes between
 * its quotes, any other value is what stands there. SWEET_JSONL_STEP bytes behind the limit are
 * readable */
SweetJsonlWalk sweet_jsonl_walker_begin (SweetJsonlWalker *self,
                                         const uint8_t *line,
                                         uint32_t *entries);
void sweet_jsonl_walker_learn (SweetJsonlWalker *self,
                               uint32_t column);
SweetJsonlWalk sweet_jsonl_walker_go_on (SweetJsonlWalker *self,
                                         uint32_t *entries);

/* a cell that ends before it starts is absent */
static inline void
sweet_jsonl_leave_out (uint32_t *entries,
                       uint32_t from,
                       uint32_t to)
{
  for (uint32_t column = from; column < to; column++)
    {
      entries[1 + 2 * column] = 1;
      entries[2 + 2 * column] = 0;
    }
}

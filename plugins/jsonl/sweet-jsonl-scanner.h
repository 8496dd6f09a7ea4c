/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* The grammar of a line, RFC 8259 to the letter: an object at the top, every value validated whole.
 * Knows bytes and nothing of GLib, so that another scanner can take its place. */

#include <stdbool.h>
#include <stdint.h>

/* objects and arrays inside each other, the one at the top counted */
#define SWEET_JSONL_MAX_DEPTH 1024

typedef enum
{
  SWEET_JSONL_FAULT_NONE,
  SWEET_JSONL_FAULT_OBJECT,
  SWEET_JSONL_FAULT_KEY,
  SWEET_JSONL_FAULT_KEY_OR_END,
  SWEET_JSONL_FAULT_COLON,
  SWEET_JSONL_FAULT_MEMBER_END,
  SWEET_JSONL_FAULT_ITEM_END,
  SWEET_JSONL_FAULT_VALUE,
  SWEET_JSONL_FAULT_LITERAL,
  SWEET_JSONL_FAULT_DIGIT,
  SWEET_JSONL_FAULT_LEADING_ZERO,
  SWEET_JSONL_FAULT_STRING_END,
  SWEET_JSONL_FAULT_CONTROL,
  SWEET_JSONL_FAULT_ESCAPE,
  SWEET_JSONL_FAULT_HEX,
  SWEET_JSONL_FAULT_SURROGATE,
  SWEET_JSONL_FAULT_UTF8,
  SWEET_JSONL_FAULT_DEPTH,
  SWEET_JSONL_FAULT_LINE_END,
} SweetJsonlFault;

typedef enum
{
  SWEET_JSONL_STEP_MEMBER,
  SWEET_JSONL_STEP_END,
  SWEET_JSONL_STEP_FAULT,
} SweetJsonlStep;

/* a key without its quotes and a value as it stands there */
typedef struct
{
  const uint8_t *key;
  const uint8_t *key_end;
  const uint8_t *value;
  const uint8_t *value_end;
  bool key_escaped;
} SweetJsonlMember;

typedef struct
{
  const uint8_t *p;
  const uint8_t *limit;
  bool begun;
  SweetJsonlFault fault;
  const uint8_t *fault_at;
} SweetJsonlScanner;

/* the line is [line, limit), without its line feed; SWEET_JSONL_STEP bytes behind limit are readable */
void sweet_jsonl_scanner_init (SweetJsonlScanner *self,
                               const uint8_t *line,
                               const uint8_t *limit);

/* parts of a line for one that has read it up to there; each gives what is behind the part, or NULL if it
 * is not well formed. The limit may be the end of any later line, as no part goes on behind a line feed */

/* p is in a string; gives where the closing quote is. Sets escaped if there are escapes */
const uint8_t *sweet_jsonl_scan_text (const uint8_t *p,
                                      const uint8_t *limit,
                                      bool *escaped);
/* p is at a bracket */
const uint8_t *sweet_jsonl_scan_nested (const uint8_t *p,
                                        const uint8_t *limit);
/* p is behind a brace or a comma; gives where the value of the member starts */
const uint8_t *sweet_jsonl_scan_member (const uint8_t *p,
                                        const uint8_t *limit,
                                        SweetJsonlMember *member);

/* the next member; the end has been reached only when nothing follows the object. At a fault,
 * fault_at may be limit, where no byte is to be looked at */
SweetJsonlStep sweet_jsonl_scanner_next (SweetJsonlScanner *self,
                                         SweetJsonlMember *member);

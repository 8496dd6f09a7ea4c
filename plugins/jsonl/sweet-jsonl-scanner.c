/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-jsonl-scanner.h"

#include "sweet-jsonl-vector.h"

#include <string.h>

/* stands for the end of the line, where nothing can be read; no byte of a line has this value */
#define SWEET_JSONL_END ('\n')

/* which of the open arrays and objects are objects */
typedef struct
{
  uint64_t objects[SWEET_JSONL_MAX_DEPTH / 64];
  unsigned depth;
} SweetJsonlStack;

static inline uint8_t
sweet_jsonl_peek (const SweetJsonlScanner *self,
                  const uint8_t *p)
{
  return p < self->limit ? *p : SWEET_JSONL_END;
}

static const uint8_t *
sweet_jsonl_fail (SweetJsonlScanner *self,
                  SweetJsonlFault fault,
                  const uint8_t *at)
{
  self->fault = fault;
  self->fault_at = at < self->limit ? at : self->limit;

  return NULL;
}

static inline bool
sweet_jsonl_is_digit (uint8_t c)
{
  return (uint8_t) (c - '0') < 10;
}

static inline const uint8_t *
sweet_jsonl_skip_space (const SweetJsonlScanner *self,
                        const uint8_t *p)
{
  while (p < self->limit && (*p == ' ' || *p == '\t' || *p == '\r'))
    p++;

  return p;
}

/* p is behind “\u”; a high surrogate has to be followed by a low one */
static const uint8_t *
sweet_jsonl_scan_unicode (SweetJsonlScanner *self,
                          const uint8_t *p)
{
  const uint8_t *wrong = p;
  int unit = sweet_jsonl_hex (p, self->limit, &wrong);

  if (unit < 0)
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_HEX, wrong);

  if ((unit & 0xf800) != 0xd800)
    return p + 4;

  if (unit >= 0xdc00 || self->limit - p < 6 || p[4] != '\\' || p[5] != 'u')
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_SURROGATE, p - 2);

  unit = sweet_jsonl_hex (p + 6, self->limit, &wrong);
  if (unit < 0)
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_HEX, wrong);
  if ((unit & 0xfc00) != 0xdc00)
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_SURROGATE, p - 2);

  return p + 10;
}

/* p is at a backslash */
static const uint8_t *
sweet_jsonl_scan_escape (SweetJsonlScanner *self,
                         const uint8_t *p)
{
  switch (sweet_jsonl_peek (self, p + 1))
    {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return p + 2;

    case 'u':
      return sweet_jsonl_scan_unicode (self, p + 2);

    default:
      return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_ESCAPE, p + 1);
    }
}

static inline const uint8_t *
sweet_jsonl_skip_plain (const SweetJsonlScanner *self,
                        const uint8_t *p)
{
  while (p < self->limit)
    {
      size_t n = sweet_jsonl_count_plain (p);

      p += n;
      if (n < SWEET_JSONL_STEP)
        break;
    }

  return p;
}

/* p is behind the quote; gives where the closing one is */
static const uint8_t *
sweet_jsonl_scan_string (SweetJsonlScanner *self,
                         const uint8_t *p,
                         bool *escaped)
{
  for (;;)
    {
      size_t length;

      p = sweet_jsonl_skip_plain (self, p);
      if (p >= self->limit)
        return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_STRING_END, self->limit);

      if (*p == '"')
        return p;

      if (*p < ' ')
        return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_CONTROL, p);

      if (*p == '\\')
        {
          *escaped = true;
          p = sweet_jsonl_scan_escape (self, p);
          if (p == NULL)
            return NULL;
          continue;
        }

      do
        {
          length = sweet_jsonl_utf8_length (p, self->limit);
          if (length == 0)
            return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_UTF8, p);
          p += length;
        }
      while (sweet_jsonl_peek (self, p) >= 0x80);
    }
}

static inline const uint8_t *
sweet_jsonl_scan_digits (SweetJsonlScanner *self,
                         const uint8_t *p)
{
  if (!sweet_jsonl_is_digit (sweet_jsonl_peek (self, p)))
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_DIGIT, p);

  do
    p++;
  while (sweet_jsonl_is_digit (sweet_jsonl_peek (self, p)));

  return p;
}

static const uint8_t *
sweet_jsonl_scan_number (SweetJsonlScanner *self,
                         const uint8_t *p)
{
  bool zero;

  if (*p == '-')
    p++;

  zero = sweet_jsonl_peek (self, p) == '0';
  if (zero && sweet_jsonl_is_digit (sweet_jsonl_peek (self, p + 1)))
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_LEADING_ZERO, p);

  p = sweet_jsonl_scan_digits (self, p);

  if (p != NULL && sweet_jsonl_peek (self, p) == '.')
    p = sweet_jsonl_scan_digits (self, p + 1);

  if (p != NULL && (sweet_jsonl_peek (self, p) | 0x20) == 'e')
    {
      uint8_t sign = sweet_jsonl_peek (self, p + 1);

      p = sweet_jsonl_scan_digits (self, p + (sign == '+' || sign == '-' ? 2 : 1));
    }

  return p;
}

static const uint8_t *
sweet_jsonl_scan_literal (SweetJsonlScanner *self,
                          const uint8_t *p,
                          const char *literal,
                          size_t length)
{
  if ((size_t) (self->limit - p) < length || memcmp (p, literal, length) != 0)
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_LITERAL, p);

  return p + length;
}

/* a value without others in it; gives where it ends */
static inline const uint8_t *
sweet_jsonl_scan_scalar (SweetJsonlScanner *self,
                         const uint8_t *p)
{
  bool escaped;

  switch (sweet_jsonl_peek (self, p))
    {
    case '"':
      p = sweet_jsonl_scan_string (self, p + 1, &escaped);
      return p != NULL ? p + 1 : NULL;

    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return sweet_jsonl_scan_number (self, p);

    case 't':
      return sweet_jsonl_scan_literal (self, p, "true", 4);

    case 'f':
      return sweet_jsonl_scan_literal (self, p, "false", 5);

    case 'n':
      return sweet_jsonl_scan_literal (self, p, "null", 4);

    default:
      return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_VALUE, p);
    }
}

/* a key and its colon; gives where the value starts */
static const uint8_t *
sweet_jsonl_scan_key (SweetJsonlScanner *self,
                      const uint8_t *p,
                      SweetJsonlFault otherwise,
                      SweetJsonlMember *member)
{
  member->key_escaped = false;

  p = sweet_jsonl_skip_space (self, p);
  if (sweet_jsonl_peek (self, p) != '"')
    return sweet_jsonl_fail (self, otherwise, p);

  member->key = p + 1;
  member->key_end = sweet_jsonl_scan_string (self, p + 1, &member->key_escaped);
  if (member->key_end == NULL)
    return NULL;

  p = sweet_jsonl_skip_space (self, member->key_end + 1);
  if (sweet_jsonl_peek (self, p) != ':')
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_COLON, p);

  return sweet_jsonl_skip_space (self, p + 1);
}

static inline bool
sweet_jsonl_stack_is_object (const SweetJsonlStack *stack)
{
  return (stack->objects[(stack->depth - 1) / 64] >> ((stack->depth - 1) % 64) & 1) != 0;
}

/* p is at the bracket; gives where the first value starts, or where what is empty ends */
static const uint8_t *
sweet_jsonl_open (SweetJsonlScanner *self,
                  SweetJsonlStack *stack,
                  const uint8_t *p,
                  bool *empty)
{
  bool object = *p == '{';
  SweetJsonlMember member;
  uint64_t bit;

  /* the object at the top is not on the stack */
  if (stack->depth == SWEET_JSONL_MAX_DEPTH - 1)
    return sweet_jsonl_fail (self, SWEET_JSONL_FAULT_DEPTH, p);

  p = sweet_jsonl_skip_space (self, p + 1);
  *empty = sweet_jsonl_peek (self, p) == (object ? '}' : ']');
  if (*empty)
    return p + 1;

  bit = UINT64_C (1) << stack->depth % 64;
  if (object)
    stack->objects[stack->depth / 64] |= bit;
  else
    stack->objects[stack->depth / 64] &= ~bit;
  stack->depth++;

  return object ? sweet_jsonl_scan_key (self, p, SWEET_JSONL_FAULT_KEY_OR_END, &member) : p;
}

/* p is behind a value; closes all that ends here and gives where the next value starts, or where
 * the outermost one ends */
static const uint8_t *
sweet_jsonl_close (SweetJsonlScanner *self,
                   SweetJsonlStack *stack,
                   const uint8_t *p)
{
  SweetJsonlMember member;

  while (stack->depth > 0)
    {
      bool object = sweet_jsonl_stack_is_object (stack);
      uint8_t c;

      p = sweet_jsonl_skip_space (self, p);
      c = sweet_jsonl_peek (self, p);

      if (c == ',' && object)
        return sweet_jsonl_scan_key (self, p + 1, SWEET_JSONL_FAULT_KEY, &member);
      if (c == ',')
        return sweet_jsonl_skip_space (self, p + 1);
      if (c != (object ? '}' : ']'))
        return sweet_jsonl_fail (self, object ? SWEET_JSONL_FAULT_MEMBER_END : SWEET_JSONL_FAULT_ITEM_END, p);

      p++;
      stack->depth--;
    }

  return p;
}

/* p is at a bracket; gives where the array or object ends */
static const uint8_t *
sweet_jsonl_scan_brackets (SweetJsonlScanner *self,
                           const uint8_t *p)
{
  SweetJsonlStack stack = { 0 };

  do
    {
      uint8_t c = sweet_jsonl_peek (self, p);
      bool whole = true;

      if (c == '{' || c == '[')
        p = sweet_jsonl_open (self, &stack, p, &whole);
      else
        p = sweet_jsonl_scan_scalar (self, p);

      if (p != NULL && whole)
        p = sweet_jsonl_close (self, &stack, p);
    }
  while (p != NULL && stack.depth > 0);

  return p;
}

void
sweet_jsonl_scanner_init (SweetJsonlScanner *self,
                          const uint8_t *line,
                          const uint8_t *limit)
{
  self->p = line;
  self->limit = limit;
  self->begun = false;
  self->fault = SWEET_JSONL_FAULT_NONE;
  self->fault_at = NULL;
}

const uint8_t *
sweet_jsonl_scan_text (const uint8_t *p,
                       const uint8_t *limit,
                       bool *escaped)
{
  SweetJsonlScanner scanner = { .limit = limit };

  return sweet_jsonl_scan_string (&scanner, p, escaped);
}

const uint8_t *
sweet_jsonl_scan_nested (const uint8_t *p,
                         const uint8_t *limit)
{
  SweetJsonlScanner scanner = { .limit = limit };

  return sweet_jsonl_scan_brackets (&scanner, p);
}

const uint8_t *
sweet_jsonl_scan_member (const uint8_t *p,
                         const uint8_t *limit,
                         SweetJsonlMember *member)
{
  SweetJsonlScanner scanner = { .limit = limit };

  return sweet_jsonl_scan_key (&scanner, p, SWEET_JSONL_FAULT_KEY, member);
}

static SweetJsonlStep
sweet_jsonl_scanner_end (SweetJsonlScanner *self,
                         const uint8_t *p)
{
  p = sweet_jsonl_skip_space (self, p);
  if (p == self->limit)
    return SWEET_JSONL_STEP_END;

  sweet_jsonl_fail (self, SWEET_JSONL_FAULT_LINE_END, p);

  return SWEET_JSONL_STEP_FAULT;
}

/* p is at the first byte of a value; gives where it ends */
static inline const uint8_t *
sweet_jsonl_scan_value (SweetJsonlScanner *self,
                        const uint8_t *p)
{
  uint8_t c = sweet_jsonl_peek (self, p);

  return c == '{' || c == '[' ? sweet_jsonl_scan_brackets (self, p) : sweet_jsonl_scan_scalar (self, p);
}

static inline SweetJsonlStep
sweet_jsonl_scanner_member (SweetJsonlScanner *self,
                            const uint8_t *p,
                            SweetJsonlFault otherwise,
                            SweetJsonlMember *member)
{
  member->value = sweet_jsonl_scan_key (self, p, otherwise, member);
  if (member->value == NULL)
    return SWEET_JSONL_STEP_FAULT;

  member->value_end = sweet_jsonl_scan_value (self, member->value);
  if (member->value_end == NULL)
    return SWEET_JSONL_STEP_FAULT;

  self->p = member->value_end;

  return SWEET_JSONL_STEP_MEMBER;
}

SweetJsonlStep
sweet_jsonl_scanner_next (SweetJsonlScanner *self,
                          SweetJsonlMember *member)
{
  const uint8_t *p = sweet_jsonl_skip_space (self, self->p);
  uint8_t c = sweet_jsonl_peek (self, p);

  if (self->begun && c == ',')
    return sweet_jsonl_scanner_member (self, p + 1, SWEET_JSONL_FAULT_KEY, member);

  if (self->begun && c == '}')
    return sweet_jsonl_scanner_end (self, p + 1);

  if (self->begun || c != '{')
    {
      sweet_jsonl_fail (self, self->begun ? SWEET_JSONL_FAULT_MEMBER_END : SWEET_JSONL_FAULT_OBJECT, p);
      return SWEET_JSONL_STEP_FAULT;
    }

  self->begun = true;
  p = sweet_jsonl_skip_space (self, p + 1);
  if (sweet_jsonl_peek (self, p) == '}')
    return sweet_jsonl_scanner_end (self, p + 1);

  return sweet_jsonl_scanner_member (self, p, SWEET_JSONL_FAULT_KEY_OR_END, member);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-filter-parser.h"

#include "sweet-filter-lexer.h"

#include <string.h>

/* expressions are walked by recursion */
#define SWEET_FILTER_MAX_DEPTH 100

/* one side of a comparison */
typedef struct
{
  SweetFilterTokenType type;
  const char *start;
  char *text;
  gsize length;
} SweetFilterOperand;

typedef struct
{
  SweetFilterLexer lexer;
  SweetFilterProgram *program;
  guint depth;
} SweetFilterParser;

static void
sweet_filter_parser_clear (SweetFilterParser *self)
{
  sweet_filter_lexer_clear (&self->lexer);
  g_clear_pointer (&self->program, sweet_filter_program_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SweetFilterParser, sweet_filter_parser_clear)

static void
sweet_filter_operand_clear (SweetFilterOperand *self)
{
  g_clear_pointer (&self->text, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SweetFilterOperand, sweet_filter_operand_clear)

static SweetFilterNode *sweet_filter_parser_read_or (SweetFilterParser *self,
                                                     GError **error);

static gboolean
sweet_filter_parser_fail_expected (SweetFilterParser *self,
                                   const char *expected,
                                   GError **error)
{
  const SweetFilterLexer *lexer = &self->lexer;

  if (lexer->type == SWEET_FILTER_TOKEN_END)
    return sweet_filter_lexer_fail (lexer, lexer->start, error, "expected %s, and there the expression ends", expected);

  return sweet_filter_lexer_fail (lexer, lexer->start, error, "expected %s, not “%.*s”", expected, (int) (lexer->next - lexer->start), lexer->start);
}

static gboolean
sweet_filter_parser_is_keyword (SweetFilterParser *self)
{
  return sweet_filter_lexer_is_word (&self->lexer, "and") || sweet_filter_lexer_is_word (&self->lexer, "or") || sweet_filter_lexer_is_word (&self->lexer, "not");
}

static gboolean
sweet_filter_parser_read_operand (SweetFilterParser *self,
                                  const char *expected,
                                  SweetFilterOperand *operand,
                                  GError **error)
{
  SweetFilterLexer *lexer = &self->lexer;

  if (lexer->type < SWEET_FILTER_TOKEN_NUMBER || sweet_filter_parser_is_keyword (self))
    return sweet_filter_parser_fail_expected (self, expected, error);

  operand->type = lexer->type;
  operand->start = lexer->start;
  operand->length = lexer->value->len;
  operand->text = g_strndup (lexer->value->str, lexer->value->len);

  return sweet_filter_lexer_advance (lexer, error);
}

static gboolean
sweet_filter_operand_is_column (const SweetFilterOperand *self)
{
  return self->type == SWEET_FILTER_TOKEN_NAME || self->type == SWEET_FILTER_TOKEN_WORD;
}

static guint
sweet_filter_operator_get_accepts (const char *operator)
{
  guint accepts = 0;

  if (strcmp (operator, "!=") == 0)
    return SWEET_FILTER_LESS | SWEET_FILTER_GREATER;

  if (strchr (operator, '<') != NULL)
    accepts |= SWEET_FILTER_LESS;
  if (strchr (operator, '>') != NULL)
    accepts |= SWEET_FILTER_GREATER;
  if (strchr (operator, '=') != NULL)
    accepts |= SWEET_FILTER_EQUAL;

  return accepts;
}

/* the same comparison with its sides exchanged */
static guint
sweet_filter_accepts_reverse (guint accepts)
{
  guint reverse = accepts & SWEET_FILTER_EQUAL;

  if (accepts & SWEET_FILTER_LESS)
    reverse |= SWEET_FILTER_GREATER;
  if (accepts & SWEET_FILTER_GREATER)
    reverse |= SWEET_FILTER_LESS;

  return reverse;
}

static gboolean
sweet_filter_operand_read_number (const SweetFilterOperand *self,
                                  SweetFilterNumber *number)
{
  SweetCell cell = { self->text, (guint32) self->length, SWEET_CELL_TEXT };

  return sweet_filter_read_number (&cell, number);
}

static SweetFilterNode *
sweet_filter_parser_make_constant (const SweetFilterOperand *left,
                                   guint accepts,
                                   const SweetFilterOperand *right)
{
  SweetFilterNode *node = sweet_filter_node_new (SWEET_FILTER_CONSTANT);
  SweetFilterNumber a;
  SweetFilterNumber b;

  if (left->type == SWEET_FILTER_TOKEN_STRING && right->type == SWEET_FILTER_TOKEN_STRING)
    node->constant = sweet_filter_compare_bytes (left->text, left->length, right->text, right->length, accepts);
  else
    node->constant = sweet_filter_operand_read_number (left, &a) && sweet_filter_operand_read_number (right, &b) && sweet_filter_compare_numbers (&a, &b, accepts);

  return node;
}

static SweetFilterNode *
sweet_filter_parser_make_comparison (SweetFilterParser *self,
                                     const SweetFilterOperand *left,
                                     guint accepts,
                                     const SweetFilterOperand *right)
{
  SweetFilterNode *node;

  if (!sweet_filter_operand_is_column (left) && !sweet_filter_operand_is_column (right))
    return sweet_filter_parser_make_constant (left, accepts, right);
  if (!sweet_filter_operand_is_column (left))
    return sweet_filter_parser_make_comparison (self, right, sweet_filter_accepts_reverse (accepts), left);

  node = sweet_filter_node_new (SWEET_FILTER_COLUMNS);
  node->column = sweet_filter_program_add_column (self->program, left->text, FALSE);
  node->accepts = accepts;
  if (right->type == SWEET_FILTER_TOKEN_NUMBER)
    {
      node->kind = SWEET_FILTER_NUMBER;
      sweet_filter_operand_read_number (right, &node->number);
    }
  else if (right->type == SWEET_FILTER_TOKEN_STRING)
    {
      node->kind = SWEET_FILTER_STRING;
      node->string = g_strndup (right->text, right->length);
      node->length = right->length;
    }
  else
    node->other = sweet_filter_program_add_column (self->program, right->text, right->type == SWEET_FILTER_TOKEN_WORD);

  return node;
}

static gboolean
sweet_filter_parser_compile (SweetFilterParser *self,
                             const SweetFilterOperand *pattern,
                             SweetFilterNode *node,
                             GError **error)
{
  /* bytes that are no text never match, instead of failing */
  guint32 options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  PCRE2_UCHAR message[128];
  gsize offset;
  int code;

  if (pattern->type == SWEET_FILTER_TOKEN_NAME)
    return sweet_filter_lexer_fail (&self->lexer, pattern->start, error, "a pattern is written in single quotes");

  node->string = g_strndup (pattern->text, pattern->length);
  node->code = pcre2_compile ((PCRE2_SPTR) pattern->text, pattern->length, options, &code, &offset, NULL);
  if (node->code == NULL)
    {
      pcre2_get_error_message (code, message, sizeof message);
      return sweet_filter_lexer_fail (&self->lexer, pattern->start, error, "the pattern '%s' is wrong behind its byte %" G_GSIZE_FORMAT ": %s", pattern->text, offset, (const char *) message);
    }

  /* where there is no compiler for the machine, searches are slower and find the same */
  node->compiled = pcre2_jit_compile (node->code, PCRE2_JIT_COMPLETE) == 0;
  sweet_filter_literal_init (&node->literal, pattern->text, pattern->length);

  return TRUE;
}

static SweetFilterNode *
sweet_filter_parser_make_search (SweetFilterParser *self,
                                 const SweetFilterOperand *left,
                                 const SweetFilterOperand *pattern,
                                 GError **error)
{
  g_autoptr (SweetFilterNode) node = sweet_filter_node_new (SWEET_FILTER_PATTERN);
  int found;

  if (!sweet_filter_parser_compile (self, pattern, node, error))
    return NULL;

  if (sweet_filter_operand_is_column (left))
    {
      node->column = sweet_filter_program_add_column (self->program, left->text, FALSE);
      return g_steal_pointer (&node);
    }

  found = sweet_filter_program_search (self->program, node, left->text, left->length, error);
  if (found < 0)
    return NULL;

  node->kind = SWEET_FILTER_CONSTANT;
  node->constant = found > 0;

  return g_steal_pointer (&node);
}

static SweetFilterNode *
sweet_filter_parser_read_comparison (SweetFilterParser *self,
                                     GError **error)
{
  g_auto (SweetFilterOperand) left = { 0 };
  g_auto (SweetFilterOperand) right = { 0 };
  guint accepts;

  if (!sweet_filter_parser_read_operand (self, "a column, a number, a string, “not” or “(”", &left, error))
    return NULL;

  if (self->lexer.type != SWEET_FILTER_TOKEN_OPERATOR)
    {
      sweet_filter_parser_fail_expected (self, "a comparison (= != < <= > >= ~)", error);
      return NULL;
    }

  accepts = sweet_filter_operator_get_accepts (self->lexer.value->str);
  if (!sweet_filter_lexer_advance (&self->lexer, error))
    return NULL;
  if (!sweet_filter_parser_read_operand (self, accepts == 0 ? "a pattern in single quotes" : "a column, a number or a string", &right, error))
    return NULL;

  /* the one operator that accepts no order is the search */
  if (accepts == 0)
    return sweet_filter_parser_make_search (self, &left, &right, error);

  return sweet_filter_parser_make_comparison (self, &left, accepts, &right);
}

static SweetFilterNode *
sweet_filter_parser_read_group (SweetFilterParser *self,
                                GError **error)
{
  g_autoptr (SweetFilterNode) node = NULL;

  if (!sweet_filter_lexer_advance (&self->lexer, error))
    return NULL;

  node = sweet_filter_parser_read_or (self, error);
  if (node == NULL)
    return NULL;
  if (self->lexer.type != SWEET_FILTER_TOKEN_CLOSE)
    {
      sweet_filter_parser_fail_expected (self, "“and”, “or” or “)”", error);
      return NULL;
    }
  if (!sweet_filter_lexer_advance (&self->lexer, error))
    return NULL;

  return g_steal_pointer (&node);
}

static SweetFilterNode *sweet_filter_parser_read_term (SweetFilterParser *self,
                                                       GError **error);

static SweetFilterNode *
sweet_filter_parser_read_not (SweetFilterParser *self,
                              GError **error)
{
  SweetFilterNode *child;
  SweetFilterNode *node;

  if (!sweet_filter_lexer_advance (&self->lexer, error))
    return NULL;

  child = sweet_filter_parser_read_term (self, error);
  if (child == NULL)
    return NULL;

  node = sweet_filter_node_new (SWEET_FILTER_NOT);
  g_ptr_array_add (node->children, child);

  return node;
}

static SweetFilterNode *
sweet_filter_parser_read_term (SweetFilterParser *self,
                               GError **error)
{
  SweetFilterNode *node;

  if (self->depth == SWEET_FILTER_MAX_DEPTH)
    {
      sweet_filter_lexer_fail (&self->lexer, self->lexer.start, error, "more than %d parentheses or “not” inside each other", SWEET_FILTER_MAX_DEPTH);
      return NULL;
    }

  self->depth++;
  if (self->lexer.type == SWEET_FILTER_TOKEN_OPEN)
    node = sweet_filter_parser_read_group (self, error);
  else if (sweet_filter_lexer_is_word (&self->lexer, "not"))
    node = sweet_filter_parser_read_not (self, error);
  else
    node = sweet_filter_parser_read_comparison (self, error);
  self->depth--;

  return node;
}

typedef SweetFilterNode *(*SweetFilterReadFunc) (SweetFilterParser *self,
                                                 GError **error);

/* one or more of the same, with a word in between */
static SweetFilterNode *
sweet_filter_parser_read_chain (SweetFilterParser *self,
                                const char *word,
                                SweetFilterKind kind,
                                SweetFilterReadFunc read,
                                GError **error)
{
  g_autoptr (SweetFilterNode) first = read (self, error);
  g_autoptr (SweetFilterNode) chain = NULL;

  if (first == NULL || !sweet_filter_lexer_is_word (&self->lexer, word))
    return g_steal_pointer (&first);

  chain = sweet_filter_node_new (kind);
  g_ptr_array_add (chain->children, g_steal_pointer (&first));
  while (sweet_filter_lexer_is_word (&self->lexer, word))
    {
      SweetFilterNode *next;

      if (!sweet_filter_lexer_advance (&self->lexer, error))
        return NULL;
      next = read (self, error);
      if (next == NULL)
        return NULL;
      g_ptr_array_add (chain->children, next);
    }

  return g_steal_pointer (&chain);
}

static SweetFilterNode *
sweet_filter_parser_read_and (SweetFilterParser *self,
                              GError **error)
{
  return sweet_filter_parser_read_chain (self, "and", SWEET_FILTER_AND, sweet_filter_parser_read_term, error);
}

static SweetFilterNode *
sweet_filter_parser_read_or (SweetFilterParser *self,
                             GError **error)
{
  return sweet_filter_parser_read_chain (self, "or", SWEET_FILTER_OR, sweet_filter_parser_read_and, error);
}

SweetFilterProgram *
sweet_filter_parse (const char *text,
                    GError **error)
{
  g_auto (SweetFilterParser) parser = { .program = sweet_filter_program_new () };

  sweet_filter_lexer_init (&parser.lexer, text);
  if (!sweet_filter_lexer_advance (&parser.lexer, error))
    return NULL;

  parser.program->root = sweet_filter_parser_read_or (&parser, error);
  if (parser.program->root == NULL)
    return NULL;
  if (parser.lexer.type != SWEET_FILTER_TOKEN_END)
    {
      sweet_filter_parser_fail_expected (&parser, "“and”, “or” or the end", error);
      return NULL;
    }
  sweet_filter_program_prepare (parser.program);

  return g_steal_pointer (&parser.program);
}

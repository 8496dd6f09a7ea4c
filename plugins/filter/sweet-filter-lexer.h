/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

typedef enum
{
  SWEET_FILTER_TOKEN_END,
  SWEET_FILTER_TOKEN_OPEN,
  SWEET_FILTER_TOKEN_CLOSE,
  SWEET_FILTER_TOKEN_OPERATOR,
  SWEET_FILTER_TOKEN_NUMBER,
  SWEET_FILTER_TOKEN_STRING, /* in single quotes */
  SWEET_FILTER_TOKEN_NAME,   /* in double quotes */
  SWEET_FILTER_TOKEN_WORD,   /* in none */
} SweetFilterTokenType;

/* one token at a time: the one that comes next */
typedef struct
{
  const char *text;
  const char *next;

  SweetFilterTokenType type;
  const char *start;
  GString *value; /* without quotes */
} SweetFilterLexer;

void sweet_filter_lexer_init (SweetFilterLexer *self,
                              const char *text);
void sweet_filter_lexer_clear (SweetFilterLexer *self);

/* reads the next token */
gboolean sweet_filter_lexer_advance (SweetFilterLexer *self,
                                     GError **error);

gboolean sweet_filter_lexer_is_word (const SweetFilterLexer *self,
                                     const char *word);

/* sets an error that names where in the text @place is; always FALSE */
gboolean sweet_filter_lexer_fail (const SweetFilterLexer *self,
                                  const char *place,
                                  GError **error,
                                  const char *format,
                                  ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS

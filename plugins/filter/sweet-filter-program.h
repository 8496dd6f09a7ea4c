/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <sweet/sweet.h>

#include "sweet-filter-literal.h"

G_BEGIN_DECLS

/* an expression that was compiled once, and what it needs to run over a chunk without allocating */

typedef enum
{
  SWEET_FILTER_AND,
  SWEET_FILTER_OR,
  SWEET_FILTER_NOT,
  SWEET_FILTER_CONSTANT,
  SWEET_FILTER_NUMBER,  /* a column against a number */
  SWEET_FILTER_STRING,  /* a column against a string */
  SWEET_FILTER_COLUMNS, /* a column against another */
  SWEET_FILTER_PATTERN, /* a column against a regular expression */
} SweetFilterKind;

/* which of the three results of a comparison make it true */
#define SWEET_FILTER_LESS    1
#define SWEET_FILTER_EQUAL   2
#define SWEET_FILTER_GREATER 4

typedef struct
{
  double real;
  gint64 integer;
  gboolean is_integer;
} SweetFilterNumber;

typedef struct
{
  SweetFilterKind kind;
  GPtrArray *children; /* of and, or, not */
  guint column;
  guint other;
  guint accepts;
  gboolean constant;
  SweetFilterNumber number;
  char *string;
  gsize length;
  pcre2_code *code;
  gboolean compiled; /* to instructions of the machine */
  SweetFilterLiteral literal;
} SweetFilterNode;

typedef struct
{
  char *name;
  /* a word on the right side, which may have been meant as a string */
  gboolean bare;
  int index;
  /* of the chunk that is run over, once something has asked for them */
  const SweetCell *cells;
  const double *numbers;
} SweetFilterColumn;

typedef struct
{
  SweetFilterNode *root;
  GPtrArray *columns; /* SweetFilterColumn */
  guint n_levels;

  pcre2_match_data *match_data;
  pcre2_match_context *match_context;
  pcre2_jit_stack *jit_stack;

  guint8 *masks;
  guint32 *rows;
  guint capacity;
} SweetFilterProgram;

SweetFilterNode *sweet_filter_node_new (SweetFilterKind kind);
void sweet_filter_node_free (SweetFilterNode *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetFilterNode, sweet_filter_node_free)

SweetFilterProgram *sweet_filter_program_new (void);
void sweet_filter_program_free (SweetFilterProgram *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetFilterProgram, sweet_filter_program_free)

/* the number of a column of the program */
guint sweet_filter_program_add_column (SweetFilterProgram *self,
                                       const char *name,
                                       gboolean bare);

/* after the root was set */
void sweet_filter_program_prepare (SweetFilterProgram *self);

/* finds the columns; one that an open schema does not have (yet) is missing in every record */
gboolean sweet_filter_program_bind (SweetFilterProgram *self,
                                    SweetSchema *schema,
                                    GError **error);

/* the rows of @chunk for which the expression is true, until the next call; NULL with @error set */
const guint32 *sweet_filter_program_run (SweetFilterProgram *self,
                                         SweetChunk *chunk,
                                         guint *n_rows,
                                         GError **error);

/* compares as the program does; also for what is constant */
gboolean sweet_filter_compare_numbers (const SweetFilterNumber *a,
                                       const SweetFilterNumber *b,
                                       guint accepts);
gboolean sweet_filter_compare_bytes (const char *a,
                                     gsize a_length,
                                     const char *b,
                                     gsize b_length,
                                     guint accepts);
gboolean sweet_filter_read_number (const SweetCell *cell,
                                   SweetFilterNumber *number);

/* 1 if the pattern occurs, 0 if it does not, -1 with @error set */
int sweet_filter_program_search (SweetFilterProgram *self,
                                 const SweetFilterNode *node,
                                 const char *text,
                                 gsize length,
                                 GError **error);

G_END_DECLS

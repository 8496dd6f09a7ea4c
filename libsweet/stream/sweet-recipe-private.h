/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "core/sweet-callback-private.h"
#include "task/sweet-task-spec-private.h"

G_BEGIN_DECLS

typedef enum
{
  SWEET_RECEIVER_NONE,
  SWEET_RECEIVER_RECORDS,
  SWEET_RECEIVER_CHUNKS,
} SweetReceiverShape;

/* what a builder has gathered */
typedef struct _SweetRecipe SweetRecipe;
struct _SweetRecipe
{
  SweetTaskSpec *spec; /* NULL where a task has it */
  SweetSource *source;
  GPtrArray *elements; /* formats and processors, in order */
  SweetStrategy *strategy;
  SweetStrategy *sender_strategy; /* how the source is read, NULL for what the source says */
  SweetSink *sink;
  SweetCollector *collector;
  SweetReceiverShape shape;
  gboolean on_workers;
  gboolean blocks; /* the receiver */
  SweetCallback *receiver;
  SweetCallback *final_event;
  SweetChunkSize *chunk_size;
  SweetClock *clock; /* NULL for the system's */
  guint max_chunks;
  guint64 limit;
  gboolean record_latency;
  SweetErrorStrategy *error_strategy; /* NULL to stop */
  GPtrArray *branches;
};

/* what is linked to an output of an element */
typedef struct
{
  guint element; /* among the recipe's, or behind all where it is none of them */
  char *name;    /* of the element */
  char *output;
  SweetRecipe *recipe; /* elements and a sink */
} SweetBranch;

SweetBranch *sweet_branch_new (guint element,
                               const char *name,
                               const char *output,
                               SweetRecipe *recipe);

SweetRecipe *sweet_recipe_new (void);
SweetRecipe *sweet_recipe_copy (const SweetRecipe *self);
void sweet_recipe_free (SweetRecipe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetRecipe, sweet_recipe_free)

gboolean sweet_recipe_check (const SweetRecipe *self,
                             GError **error);
/* how the source is read, NULL where nobody says so */
SweetStrategy *sweet_recipe_get_sender_strategy (const SweetRecipe *self);
const char *sweet_recipe_find_missing_read (SweetSource *source,
                                            gboolean records);
gboolean sweet_recipe_make_plans (const SweetRecipe *self,
                                  SweetPlan *plan,
                                  SweetPlan *sender_plan,
                                  GError **error);
gboolean sweet_recipe_claim (SweetRecipe *self,
                             GError **error);
void sweet_recipe_unclaim (SweetRecipe *self);
SweetMedia sweet_recipe_get_input_media (const SweetRecipe *self);
SweetMedia sweet_recipe_get_output_media (const SweetRecipe *self);

G_END_DECLS

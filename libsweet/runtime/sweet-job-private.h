/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

#include "runtime/sweet-injector-private.h"

G_BEGIN_DECLS

/* what a scheduler runs. embedded in whatever it belongs to; from push to call it is the scheduler's. */
typedef struct _SweetJob SweetJob;

typedef enum
{
  SWEET_JOB_RUN,
  SWEET_JOB_DROP, /* the scheduler was shut down before its turn came */
} SweetJobFate;

typedef void (*SweetJobFunc) (SweetJob *job,
                              SweetJobFate fate);

struct _SweetJob
{
  SweetNode node; /* first, so that a node is a job */
  SweetJobFunc func;
};

/* a job that calls a function, from a pool that recycles them; @dropped instead, unless it is NULL, after a shutdown */
typedef void (*SweetCallFunc) (gpointer data);

SweetJob *sweet_call_new (SweetCallFunc func,
                          SweetCallFunc dropped,
                          gpointer data);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <gio/gio.h>

#include "runtime/sweet-deque-private.h"
#include "runtime/sweet-job-private.h"
#include "runtime/sweet-parking-private.h"

G_BEGIN_DECLS

#define SWEET_N_LEVELS 5   /* of priority, 0 the most urgent */
#define SWEET_MAX_LOST 256 /* threads that get a substitute */

typedef struct _SweetScheduler SweetScheduler;

/* what a worker works from. threads come and go: one that blocks leaves its slot to another. */
typedef struct
{
  SweetDeque deques[SWEET_N_LEVELS];
  /* by others: which deques may have something */
  ATOMIC (guint) levels;
  ATOMIC (guint64) n_ended;
  ATOMIC (guint64) n_passed;
  guint index;
  guint tick;
  guint random;
  gint64 looked_at;
  guint64 n_jobs;
  gint64 served_at[SWEET_N_LEVELS];
  guint64 served_jobs[SWEET_N_LEVELS];
} SweetSlot;

/* a thread of a scheduler, while it runs something */
typedef struct
{
  SweetScheduler *scheduler;
  SweetSlot *slot; /* NULL for one that gave it away, or runs what blocks */
  gboolean available;
  ATOMIC (void *) current; /* the task that it is in the middle of */
} SweetWorker;

struct _SweetScheduler
{
  SweetInjector injectors[SWEET_N_LEVELS];
  SweetParking parking;
  SweetSlot **slots; /* those of lost threads have others in their place */
  ATOMIC (guint) n_slots;
  guint n_workers;
  guint fork_count;
  ATOMIC (guint64) n_begun;
  ATOMIC (guint64) n_ended;  /* outside of slots */
  ATOMIC (guint64) n_left;   /* jobs that are in vain, since somebody else did the work */
  ATOMIC (guint64) n_passed; /* those of them that were taken out, outside of slots */
  ATOMIC (guint) closed;
  ATOMIC (guint) over;

  /* threads */
  gint refs;
  char *name;
  gsize stack_size;
  GMutex lock;
  GCond wanted;
  GCond changed;
  guint n_tokens; /* parked slots that are to be taken */
  guint n_free;
  guint *free_slots;
  SweetNode *blocking; /* jobs that may block, in order */
  SweetNode *last_blocking;
  guint n_blocking;
  ATOMIC (guint) n_threads;
  ATOMIC (guint) starved; /* the process can have no more */
  guint n_available;      /* threads that sleep, or are about to look for something to do */
  GPtrArray *workers;
  ATOMIC (guint) looking; /* at what the workers are in the middle of */
  guint n_unreplaced;     /* lost threads without a substitute */
  guint n_surplus;        /* slots too many, since a lost thread has come back */
  GArray *retired;
  guint n_lost; /* threads whose task was given up */
  gboolean quit;
  GQueue tasks; /* that no worker is in the middle of: those that wait for their time, and streams */

  /* instead of threads, jobs in an order that follows from a seed */
  GRand *random;
  GPtrArray *jobs;
};

/* n_slots threads at once; 0 bytes of stack are the system's choice */
SweetScheduler *sweet_scheduler_new (const char *name,
                                     guint n_slots,
                                     gsize stack_size);
SweetScheduler *sweet_scheduler_new_seeded (const char *name,
                                            guint32 seed);
SweetScheduler *sweet_scheduler_get_default (void);
SweetScheduler *sweet_scheduler_peek_default (void);
SweetScheduler *sweet_scheduler_ref (SweetScheduler *self);
void sweet_scheduler_unref (SweetScheduler *self);

/* whether jobs can be pushed: not after shutdown, in a child process or without any thread */
gboolean sweet_scheduler_check (SweetScheduler *self,
                                GError **error);
gboolean sweet_scheduler_is_open (SweetScheduler *self);
void sweet_scheduler_push (SweetScheduler *self,
                           SweetJob *job,
                           guint level);
void sweet_scheduler_push_chain (SweetScheduler *self,
                                 SweetJob *first,
                                 SweetJob *last,
                                 guint level);
void sweet_scheduler_push_calls (SweetScheduler *self,
                                 SweetCallFunc func,
                                 gpointer *data,
                                 gsize n,
                                 guint level);
void sweet_scheduler_push_fairly (SweetScheduler *self,
                                  SweetJob *job,
                                  guint level);
void sweet_scheduler_push_blocking (SweetScheduler *self,
                                    SweetJob *job);

/* the thread is about to wait for something: another one may take its place */
gboolean sweet_scheduler_begin_blocking (void);
void sweet_scheduler_end_blocking (gboolean begun);

/* what runs here, NULL on any other thread */
SweetWorker *sweet_scheduler_get_worker (void);
gboolean sweet_scheduler_has_stack (void);
gboolean sweet_scheduler_is_starved (SweetScheduler *self);
gboolean sweet_scheduler_run_other (SweetScheduler *self);
void sweet_scheduler_lose_thread (SweetScheduler *self);
void sweet_scheduler_find_thread (SweetScheduler *self);

/* what the calling worker is in the middle of; returns what it was before */
gpointer sweet_scheduler_enter (gpointer task);
void sweet_scheduler_leave (gpointer before);
/* @func is called under a lock, with tasks that are alive meanwhile */
void sweet_scheduler_foreach_current (SweetScheduler *self,
                                      GFunc func,
                                      gpointer data);

/* whether a worker that has gone on with jobs of a level @since then had better look around */
gboolean sweet_scheduler_is_turn_over (SweetScheduler *self,
                                       guint level,
                                       gint64 since);

/* tasks */
void sweet_scheduler_count_begun (SweetScheduler *self);
void sweet_scheduler_count_ended (SweetScheduler *self);
guint64 sweet_scheduler_get_n_active (SweetScheduler *self);
guint sweet_scheduler_get_n_threads (SweetScheduler *self);
guint sweet_scheduler_get_n_lost (SweetScheduler *self);

/* jobs that stay behind in a queue; FALSE when there had better not be more for now */
gboolean sweet_scheduler_may_leave_jobs (SweetScheduler *self);
void sweet_scheduler_count_left (SweetScheduler *self);
void sweet_scheduler_count_passed (SweetScheduler *self);

/* tasks that no worker is in the middle of; the link is theirs */
void sweet_scheduler_add_task (SweetScheduler *self,
                               GList *link);
void sweet_scheduler_remove_task (SweetScheduler *self,
                                  GList *link);
/* @func is called under a lock */
void sweet_scheduler_foreach_task (SweetScheduler *self,
                                   GFunc func,
                                   gpointer data);
void sweet_scheduler_set_over (SweetScheduler *self);
gboolean sweet_scheduler_is_over (SweetScheduler *self);

gboolean sweet_scheduler_is_seeded (SweetScheduler *self);
gboolean sweet_scheduler_step (SweetScheduler *self);
void sweet_scheduler_close (SweetScheduler *self);
void sweet_scheduler_drop_jobs (SweetScheduler *self);
gboolean sweet_scheduler_join (SweetScheduler *self,
                               gint64 until);

/* what the two files of the scheduler have between them */
void sweet_scheduler_notify (SweetScheduler *self);
gboolean sweet_scheduler_has_work (SweetScheduler *self);
void sweet_scheduler_work (SweetScheduler *self,
                           SweetWorker *worker);
void sweet_scheduler_set_worker (SweetWorker *worker);
gboolean sweet_scheduler_post_token (SweetScheduler *self);
gboolean sweet_scheduler_free_slot (SweetScheduler *self,
                                    SweetWorker *worker,
                                    gboolean available);
SweetSlot *sweet_slot_new (guint index);
void sweet_scheduler_claim_slot (SweetScheduler *self,
                                 SweetWorker *worker);
void sweet_scheduler_init_threads (SweetScheduler *self,
                                   gsize stack_size);
void sweet_scheduler_clear_threads (SweetScheduler *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* All orders of a few steps are in tests/models; here are many steps of real threads. */

#include "runtime/sweet-state-private.h"

#include "sweet-test.h"

#include <pthread.h>

#define N_STATES   100000
#define N_AT_ONCE  50
#define N_WATCHERS 2

enum
{
  PENDING,
  RUNNING,
  COMPLETED,
  CANCELLED
};

typedef struct
{
  SweetState state;
  GMutex lock;
  guint result;
  guint n_listed;
  guint listed[N_WATCHERS];
  guint n_told[N_WATCHERS];
} Watched;

typedef struct
{
  Watched *watched;
  pthread_barrier_t barrier;
  ATOMIC (guint) n_watchers;
} Game;

static void
test_moves (SweetTest *test,
            gconstpointer data)
{
  SweetState state;

  sweet_state_init (&state);
  g_assert_cmpuint (sweet_state_get (&state), ==, PENDING);
  g_assert_false (sweet_state_move (&state, RUNNING, PENDING));
  g_assert_cmpuint (sweet_state_get (&state), ==, PENDING);
  g_assert_true (sweet_state_move (&state, PENDING, RUNNING));
  g_assert_cmpuint (sweet_state_get (&state), ==, RUNNING);
  g_assert_false (sweet_state_move (&state, PENDING, RUNNING));
}

static void
test_flags_stay (SweetTest *test,
                 gconstpointer data)
{
  guint flags = SWEET_STATE_FLAG (0) | SWEET_STATE_FLAG (27);
  SweetState state;
  bool watched;

  sweet_state_init (&state);
  a_or (&state.word, flags, relaxed);
  g_assert_cmpuint (sweet_state_get (&state), ==, PENDING);
  g_assert_true (sweet_state_move (&state, PENDING, RUNNING));
  g_assert_true (sweet_state_watch (&state));
  g_assert_true (sweet_state_end (&state, RUNNING, COMPLETED, &watched));
  g_assert_cmpuint (sweet_state_get (&state), ==, COMPLETED);
  g_assert_cmpuint (a_load (&state.word, relaxed), ==, flags | SWEET_STATE_WATCHED | COMPLETED);
}

static void
test_watch (SweetTest *test,
            gconstpointer data)
{
  SweetState state;
  bool watched = true;

  sweet_state_init (&state);
  g_assert_true (sweet_state_watch (&state));
  g_assert_true (sweet_state_watch (&state));
  g_assert_false (sweet_state_end (&state, RUNNING, COMPLETED, &watched));
  g_assert_false (watched);
  g_assert_true (sweet_state_end (&state, PENDING, CANCELLED, &watched));
  g_assert_true (watched);
  g_assert_false (sweet_state_watch (&state));
  g_assert_false (sweet_state_end (&state, PENDING, COMPLETED, &watched));
  g_assert_cmpuint (sweet_state_get (&state), ==, CANCELLED);

  sweet_state_init (&state);
  watched = true;
  g_assert_true (sweet_state_end (&state, PENDING, COMPLETED, &watched));
  g_assert_false (watched);
  g_assert_false (sweet_state_watch (&state));
}

static void
tell (Watched *watched,
      guint watcher)
{
  guint status = sweet_state_get (&watched->state);

  g_assert_cmpuint (status, >=, SWEET_STATE_FIRST_FINAL);
  g_assert_cmpuint (watched->result, ==, status == COMPLETED ? 7 : 0);
  watched->n_told[watcher]++;
}

static void
end (Watched *watched,
     guint from,
     guint to)
{
  bool announce;
  guint n;

  if (!sweet_state_end (&watched->state, from, to, &announce) || !announce)
    return;
  g_mutex_lock (&watched->lock);
  n = watched->n_listed;
  watched->n_listed = 0;
  g_mutex_unlock (&watched->lock);
  for (guint i = 0; i < n; i++)
    tell (watched, watched->listed[i]);
}

static void
watch (Watched *watched,
       guint watcher)
{
  bool listening;

  g_mutex_lock (&watched->lock);
  listening = sweet_state_watch (&watched->state);
  if (listening)
    watched->listed[watched->n_listed++] = watcher;
  g_mutex_unlock (&watched->lock);
  if (!listening)
    tell (watched, watcher);
}

/* now and then all threads begin together, so that they stay close */
static Watched *
next_watched (Game *game,
              guint n)
{
  if (n % N_AT_ONCE == 0)
    pthread_barrier_wait (&game->barrier);
  return &game->watched[n];
}

static gpointer
run_thread (gpointer data)
{
  for (guint n = 0; n < N_STATES; n++)
    {
      Watched *watched = next_watched (data, n);

      if (sweet_state_move (&watched->state, PENDING, RUNNING))
        {
          watched->result = 7;
          end (watched, RUNNING, COMPLETED);
        }
    }
  return NULL;
}

static gpointer
cancel_thread (gpointer data)
{
  for (guint n = 0; n < N_STATES; n++)
    end (next_watched (data, n), PENDING, CANCELLED);
  return NULL;
}

static gpointer
watch_thread (gpointer data)
{
  Game *game = data;
  guint watcher = a_add (&game->n_watchers, 1, relaxed);

  for (guint n = 0; n < N_STATES; n++)
    watch (next_watched (game, n), watcher);
  return NULL;
}

static void
test_watchers_are_told_once (SweetTest *test,
                             gconstpointer data)
{
  g_autofree Watched *watched = g_new0 (Watched, N_STATES);
  Game game = { .watched = watched };
  GThreadFunc functions[] = { run_thread, cancel_thread, watch_thread, watch_thread };
  GThread *threads[G_N_ELEMENTS (functions)];

  g_assert_cmpint (pthread_barrier_init (&game.barrier, NULL, G_N_ELEMENTS (functions)), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    threads[i] = g_thread_new ("state", functions[i], &game);
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    g_thread_join (threads[i]);
  pthread_barrier_destroy (&game.barrier);

  for (guint n = 0; n < N_STATES; n++)
    {
      for (guint i = 0; i < N_WATCHERS; i++)
        g_assert_cmpuint (watched[n].n_told[i], ==, 1);
      g_mutex_clear (&watched[n].lock);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/state/moves", test_moves);
  sweet_test_add ("/sweet/state/flags-stay", test_flags_stay);
  sweet_test_add ("/sweet/state/watch", test_watch);
  sweet_test_add ("/sweet/state/watchers-are-told-once", test_watchers_are_told_once);

  return g_test_run ();
}

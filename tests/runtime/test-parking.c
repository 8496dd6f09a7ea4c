/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* All orders of a few steps are in tests/models; here are many steps of real threads. */

#include "runtime/sweet-injector-private.h"
#include "runtime/sweet-parking-private.h"

#include "sweet-test.h"

#define N_WORKERS 3
#define N_ROUNDS  10000

typedef struct
{
  GMutex lock;
  GCond changed;
  guint n_tokens;
} Semaphore;

/* every node keeps the worker that took it until the round is over */
typedef struct
{
  SweetParking parking;
  SweetInjector injector;
  SweetNode nodes[N_WORKERS];
  Semaphore tokens;
  Semaphore taken;
  Semaphore round_over[N_WORKERS];
  ATOMIC (guint) n_begun;
} Game;

static void
semaphore_post (Semaphore *self)
{
  g_mutex_lock (&self->lock);
  self->n_tokens++;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
semaphore_wait (Semaphore *self,
                guint n_tokens)
{
  g_mutex_lock (&self->lock);
  while (self->n_tokens < n_tokens)
    g_cond_wait (&self->changed, &self->lock);
  self->n_tokens -= n_tokens;
  g_mutex_unlock (&self->lock);
}

static void
assert_counts (SweetParking *parking,
               guint n_searching,
               guint n_parked)
{
  guint word = a_load (&parking->word, relaxed);

  g_assert_cmpuint (word & SWEET_PARKING_SEARCHING_MASK, ==, n_searching);
  g_assert_cmpuint (word / SWEET_PARKING_PARKED, ==, n_parked);
}

static void
test_search (SweetTest *test,
             gconstpointer data)
{
  SweetParking parking;

  sweet_parking_init (&parking);
  g_assert_true (sweet_parking_begin_search (&parking, 2));
  g_assert_true (sweet_parking_begin_search (&parking, 2));
  g_assert_false (sweet_parking_begin_search (&parking, 2));
  assert_counts (&parking, 2, 0);
  g_assert_false (sweet_parking_end_search (&parking));
  g_assert_true (sweet_parking_end_search (&parking));
  assert_counts (&parking, 0, 0);
}

static void
test_park (SweetTest *test,
           gconstpointer data)
{
  SweetParking parking;

  sweet_parking_init (&parking);
  g_assert_true (sweet_parking_begin_search (&parking, 2));
  g_assert_true (sweet_parking_begin_search (&parking, 2));
  g_assert_false (sweet_parking_park (&parking, false));
  g_assert_false (sweet_parking_park (&parking, true));
  assert_counts (&parking, 1, 2);
  g_assert_true (sweet_parking_park (&parking, true));
  assert_counts (&parking, 0, 3);
  g_assert_true (sweet_parking_park (&parking, false));
  assert_counts (&parking, 0, 4);
}

static void
test_wake (SweetTest *test,
           gconstpointer data)
{
  SweetParking parking;

  sweet_parking_init (&parking);
  g_assert_false (sweet_parking_wake (&parking));
  sweet_parking_park (&parking, false);
  sweet_parking_park (&parking, false);

  /* one at a time */
  g_assert_true (sweet_parking_wake (&parking));
  assert_counts (&parking, 1, 1);
  g_assert_false (sweet_parking_wake (&parking));
  g_assert_true (sweet_parking_end_search (&parking));
  g_assert_true (sweet_parking_wake (&parking));
  assert_counts (&parking, 1, 0);
  g_assert_true (sweet_parking_end_search (&parking));
  g_assert_false (sweet_parking_wake (&parking));
  assert_counts (&parking, 0, 0);
}

static void
test_unpark (SweetTest *test,
             gconstpointer data)
{
  SweetParking parking;

  sweet_parking_init (&parking);
  sweet_parking_park (&parking, false);
  g_assert_true (sweet_parking_unpark (&parking));
  assert_counts (&parking, 1, 0);
  sweet_parking_park (&parking, true);
  g_assert_true (sweet_parking_wake (&parking));
  g_assert_false (sweet_parking_unpark (&parking));
  g_assert_false (sweet_parking_resume (&parking));
  g_assert_true (sweet_parking_end_search (&parking));

  /* one that resumes keeps nobody from being woken */
  sweet_parking_park (&parking, false);
  sweet_parking_park (&parking, false);
  g_assert_true (sweet_parking_resume (&parking));
  g_assert_true (sweet_parking_wake (&parking));
  g_assert_false (sweet_parking_resume (&parking));
  assert_counts (&parking, 1, 0);
}

static void
wake (Game *game)
{
  if (sweet_parking_wake (&game->parking))
    semaphore_post (&game->tokens);
}

/* gives when the worker searches again */
static void
sleep_until_called (Game *game,
                    bool searching)
{
  if (sweet_parking_park (&game->parking, searching) && !sweet_injector_is_empty (&game->injector) && sweet_parking_unpark (&game->parking))
    g_thread_yield ();
  else
    semaphore_wait (&game->tokens, 1);
}

static gpointer
work_thread (gpointer data)
{
  Game *game = data;
  guint worker = a_add (&game->n_begun, 1, relaxed);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      bool searching = sweet_parking_begin_search (&game->parking, 1);
      SweetNode *node;

      while (!searching || sweet_injector_take (&game->injector, &node, 1) == 0)
        {
          sleep_until_called (game, searching);
          searching = true;
        }
      if (sweet_parking_end_search (&game->parking) && !sweet_injector_is_empty (&game->injector))
        wake (game);
      semaphore_post (&game->taken);
      semaphore_wait (&game->round_over[worker], 1);
    }
  return NULL;
}

static void
test_no_wakeup_is_lost (SweetTest *test,
                        gconstpointer data)
{
  Game game = { 0 };
  GThread *workers[N_WORKERS];

  sweet_parking_init (&game.parking);
  sweet_injector_init (&game.injector);
  for (guint i = 0; i < N_WORKERS; i++)
    workers[i] = g_thread_new ("worker", work_thread, &game);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      for (guint i = 0; i < N_WORKERS; i++)
        {
          sweet_injector_push (&game.injector, &game.nodes[i], &game.nodes[i]);
          wake (&game);
        }
      /* hangs where a node lies there and all sleep that are free to take it */
      semaphore_wait (&game.taken, N_WORKERS);
      assert_counts (&game.parking, 0, 0);
      for (guint i = 0; i < N_WORKERS; i++)
        semaphore_post (&game.round_over[i]);
    }
  for (guint i = 0; i < N_WORKERS; i++)
    g_thread_join (workers[i]);
  g_assert_cmpuint (game.tokens.n_tokens, ==, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/parking/search", test_search);
  sweet_test_add ("/sweet/parking/park", test_park);
  sweet_test_add ("/sweet/parking/wake", test_wake);
  sweet_test_add ("/sweet/parking/unpark", test_unpark);
  sweet_test_add ("/sweet/parking/no-wakeup-is-lost", test_no_wakeup_is_lost);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* All orders of a few steps are in tests/models; here are many steps of real threads. */

#include "runtime/sweet-injector-private.h"

#include "sweet-test.h"

#define N_PRODUCERS 2
#define N_CONSUMERS 2
#define N_ITEMS     60000
#define N_ROUNDS    40
#define N_CHAINED   3
#define N_TAKEN     5

typedef struct
{
  SweetNode node;
  guint producer;
  guint n_taken;
} Item;

typedef struct
{
  SweetInjector injector;
  Item *items[N_PRODUCERS];
  ATOMIC (guint) n_begun;
  ATOMIC (guint) n_left;
} Game;

static void
test_order (SweetTest *test,
            gconstpointer data)
{
  SweetInjector injector;
  SweetNode nodes[4];
  SweetNode *taken[4];

  sweet_injector_init (&injector);
  g_assert_true (sweet_injector_is_empty (&injector));
  g_assert_cmpuint (sweet_injector_take (&injector, taken, 4), ==, 0);

  /* twice, because the stub is elsewhere the second time */
  for (guint i = 0; i < 2; i++)
    {
      sweet_injector_push (&injector, &nodes[0], &nodes[0]);
      a_store (&nodes[1].next, &nodes[2], relaxed);
      sweet_injector_push (&injector, &nodes[1], &nodes[2]);
      sweet_injector_push (&injector, &nodes[3], &nodes[3]);

      g_assert_false (sweet_injector_is_empty (&injector));
      g_assert_cmpuint (sweet_injector_take (&injector, taken, 3), ==, 3);
      for (guint j = 0; j < 3; j++)
        g_assert_true (taken[j] == &nodes[j]);
      g_assert_false (sweet_injector_is_empty (&injector));
      g_assert_cmpuint (sweet_injector_take (&injector, taken, 3), ==, 1);
      g_assert_true (taken[0] == &nodes[3]);
      g_assert_true (sweet_injector_is_empty (&injector));
      g_assert_cmpuint (sweet_injector_take (&injector, taken, 3), ==, 0);
    }
}

static void
test_another_thread_takes (SweetTest *test,
                           gconstpointer data)
{
  SweetInjector injector;
  SweetNode node;
  SweetNode *taken = NULL;

  sweet_injector_init (&injector);
  sweet_injector_push (&injector, &node, &node);
  a_store (&injector.taking, 1, relaxed);
  g_assert_cmpuint (sweet_injector_take (&injector, &taken, 1), ==, 0);
  g_assert_false (sweet_injector_is_empty (&injector));
  a_store (&injector.taking, 0, relaxed);
  g_assert_cmpuint (sweet_injector_take (&injector, &taken, 1), ==, 1);
  g_assert_true (taken == &node);
}

/* the first half of sweet_injector_push(); gives what the second half links to */
static SweetNode *
begin_push (SweetInjector *injector,
            SweetNode *node)
{
  a_store (&node->next, NULL, relaxed);
  return a_exchange (&injector->newest, node, seq_cst);
}

static void
test_push_is_not_complete (SweetTest *test,
                           gconstpointer data)
{
  SweetInjector injector;
  SweetNode nodes[3];
  SweetNode *taken[4];
  SweetNode *before;

  sweet_injector_init (&injector);
  before = begin_push (&injector, &nodes[0]);
  g_assert_true (before == &injector.stub);
  g_assert_cmpuint (sweet_injector_take (&injector, taken, 4), ==, 0);
  a_store (&before->next, &nodes[0], release);

  /* what is complete waits for the one behind it, and the queue says that it is not empty */
  before = begin_push (&injector, &nodes[1]);
  sweet_injector_push (&injector, &nodes[2], &nodes[2]);
  g_assert_cmpuint (sweet_injector_take (&injector, taken, 4), ==, 0);
  g_assert_false (sweet_injector_is_empty (&injector));
  a_store (&before->next, &nodes[1], release);
  g_assert_cmpuint (sweet_injector_take (&injector, taken, 4), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (taken[i] == &nodes[i]);
  g_assert_true (sweet_injector_is_empty (&injector));
}

static gpointer
produce_thread (gpointer data)
{
  Game *game = data;
  guint producer = a_add (&game->n_begun, 1, relaxed);
  Item *items = game->items[producer];

  for (guint i = 0; i < N_ITEMS; i += N_CHAINED)
    {
      for (guint j = 0; j < N_CHAINED; j++)
        {
          items[i + j].producer = producer;
          items[i + j].n_taken = 0;
          if (j + 1 < N_CHAINED)
            a_store (&items[i + j].node.next, &items[i + j + 1].node, relaxed);
        }
      sweet_injector_push (&game->injector, &items[i].node, &items[i + N_CHAINED - 1].node);
    }
  return NULL;
}

static gpointer
consume_thread (gpointer data)
{
  Game *game = data;
  Item *last[N_PRODUCERS] = { NULL };

  while (a_load (&game->n_left, relaxed) > 0)
    {
      SweetNode *nodes[N_TAKEN];
      guint n = sweet_injector_take (&game->injector, nodes, N_TAKEN);

      for (guint i = 0; i < n; i++)
        {
          Item *item = (Item *) nodes[i];

          g_assert_true (item > last[item->producer]);
          last[item->producer] = item;
          item->n_taken++;
        }
      if (n == 0)
        g_thread_yield ();
      a_sub (&game->n_left, n, relaxed);
    }
  return NULL;
}

static void
test_threads (SweetTest *test,
              gconstpointer data)
{
  Game game;
  GThread *threads[N_PRODUCERS + N_CONSUMERS];

  sweet_injector_init (&game.injector);
  for (guint i = 0; i < N_PRODUCERS; i++)
    game.items[i] = g_new (Item, N_ITEMS);
  for (guint round = 0; round < MAX (1, N_ROUNDS / sweet_test_time_factor ()); round++)
    {
      a_init (&game.n_begun, 0);
      a_init (&game.n_left, N_PRODUCERS * N_ITEMS);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("injector", i < N_CONSUMERS ? consume_thread : produce_thread, &game);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);

      g_assert_true (sweet_injector_is_empty (&game.injector));
      for (guint i = 0; i < N_PRODUCERS * N_ITEMS; i++)
        g_assert_cmpuint (game.items[i % N_PRODUCERS][i / N_PRODUCERS].n_taken, ==, 1);
    }
  for (guint i = 0; i < N_PRODUCERS; i++)
    g_free (game.items[i]);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/injector/order", test_order);
  sweet_test_add ("/sweet/injector/another-thread-takes", test_another_thread_takes);
  sweet_test_add ("/sweet/injector/push-is-not-complete", test_push_is_not_complete);
  sweet_test_add ("/sweet/injector/threads", test_threads);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* All orders of a few steps are in tests/models; here are many steps of real threads. */

#include "runtime/sweet-deque-private.h"

#include "sweet-test.h"

#define N_ITEMS   100000
#define N_ROUNDS  60
#define N_THIEVES 3

typedef struct
{
  guint payload;
  guint n_taken;
} Item;

typedef struct
{
  SweetDeque *deque;
  Item *items;
  ATOMIC (bool) finished;
} Game;

static SweetDeque *
deque_new (void)
{
  SweetDeque *deque = g_aligned_alloc0 (1, sizeof *deque, SWEET_CACHE_LINE);

  sweet_deque_init (deque);
  return deque;
}

static void
test_order (SweetTest *test,
            gconstpointer data)
{
  SweetDeque *deque = deque_new ();
  int items[4];

  g_assert_true (sweet_deque_is_empty (deque));
  g_assert_null (sweet_deque_take (deque));
  g_assert_null (sweet_deque_steal (deque));
  for (guint i = 0; i < 4; i++)
    g_assert_true (sweet_deque_push (deque, &items[i]));

  g_assert_false (sweet_deque_is_empty (deque));
  g_assert_true (sweet_deque_take (deque) == &items[3]);
  g_assert_true (sweet_deque_steal (deque) == &items[0]);
  g_assert_true (sweet_deque_steal (deque) == &items[1]);
  g_assert_true (sweet_deque_take (deque) == &items[2]);
  g_assert_true (sweet_deque_is_empty (deque));
  g_assert_null (sweet_deque_take (deque));
  g_assert_null (sweet_deque_steal (deque));
  g_aligned_free (deque);
}

static void
test_full (SweetTest *test,
           gconstpointer data)
{
  SweetDeque *deque = deque_new ();
  int items[SWEET_DEQUE_SIZE + 1];

  for (guint i = 0; i < SWEET_DEQUE_SIZE; i++)
    g_assert_true (sweet_deque_push (deque, &items[i]));
  g_assert_false (sweet_deque_push (deque, &items[SWEET_DEQUE_SIZE]));

  g_assert_true (sweet_deque_steal (deque) == &items[0]);
  g_assert_true (sweet_deque_push (deque, &items[SWEET_DEQUE_SIZE]));
  for (guint i = SWEET_DEQUE_SIZE; i > 0; i--)
    g_assert_true (sweet_deque_take (deque) == &items[i]);
  g_assert_null (sweet_deque_take (deque));
  g_aligned_free (deque);
}

static void
test_indices_wrap (SweetTest *test,
                   gconstpointer data)
{
  SweetDeque *deque = deque_new ();
  int items[SWEET_DEQUE_SIZE];

  a_store (&deque->top, G_MAXSIZE - 1, relaxed);
  a_store (&deque->bottom, G_MAXSIZE - 1, relaxed);
  for (guint i = 0; i < SWEET_DEQUE_SIZE; i++)
    g_assert_true (sweet_deque_push (deque, &items[i]));
  g_assert_false (sweet_deque_push (deque, &items[0]));
  g_assert_false (sweet_deque_is_empty (deque));

  for (guint i = 0; i < 3; i++)
    g_assert_true (sweet_deque_steal (deque) == &items[i]);
  for (guint i = SWEET_DEQUE_SIZE; i > 3; i--)
    g_assert_true (sweet_deque_take (deque) == &items[i - 1]);
  g_assert_null (sweet_deque_take (deque));
  g_assert_null (sweet_deque_steal (deque));
  g_assert_true (sweet_deque_is_empty (deque));
  g_aligned_free (deque);
}

static bool
receive (Item *item)
{
  if (item == NULL)
    return false;
  g_assert_cmpuint (item->payload, ==, 7);
  item->n_taken++;
  return true;
}

static gpointer
steal_thread (gpointer data)
{
  Game *game = data;
  Item *last = NULL;

  while (!a_load (&game->finished, acquire) || !sweet_deque_is_empty (game->deque))
    {
      Item *item = sweet_deque_steal (game->deque);

      if (receive (item))
        {
          g_assert_true (item > last);
          last = item;
        }
      else
        g_thread_yield ();
    }
  return NULL;
}

static void
own (Game *game)
{
  for (guint i = 0; i < N_ITEMS; i++)
    {
      game->items[i] = (Item){ .payload = 7 };
      while (!sweet_deque_push (game->deque, &game->items[i]))
        receive (sweet_deque_take (game->deque));
      /* short enough to be emptied from both ends all the time */
      if (i % 3 == 0)
        receive (sweet_deque_take (game->deque));
    }
  while (receive (sweet_deque_take (game->deque)))
    continue;
}

static void
test_thieves (SweetTest *test,
              gconstpointer data)
{
  g_autofree Item *items = g_new (Item, N_ITEMS);
  Game game = { .deque = deque_new (), .items = items };

  for (guint round = 0; round < MAX (1, N_ROUNDS / sweet_test_time_factor ()); round++)
    {
      GThread *thieves[N_THIEVES];

      a_store (&game.finished, false, relaxed);
      for (guint i = 0; i < N_THIEVES; i++)
        thieves[i] = g_thread_new ("thief", steal_thread, &game);
      own (&game);
      a_store (&game.finished, true, release);
      for (guint i = 0; i < N_THIEVES; i++)
        g_thread_join (thieves[i]);
      for (guint i = 0; i < N_ITEMS; i++)
        g_assert_cmpuint (items[i].n_taken, ==, 1);
    }
  g_aligned_free (game.deque);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/deque/order", test_order);
  sweet_test_add ("/sweet/deque/full", test_full);
  sweet_test_add ("/sweet/deque/indices-wrap", test_indices_wrap);
  sweet_test_add ("/sweet/deque/thieves", test_thieves);

  return g_test_run ();
}

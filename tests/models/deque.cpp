/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* An owner that pushes ITEMS and takes what it gets, and THIEVES that steal: each item comes out
 * exactly once, whole, and oldest first where it is stolen. */
#include "model.h"

#include "runtime/sweet-deque-private.h"

struct Model : rl::test_suite<Model, 1 + THIEVES>
{
  struct Item
  {
    PLAIN (int) payload;
    int n_taken;
  };

  SweetDeque deque;
  Item items[ITEMS];

  void
  before ()
  {
    sweet_deque_init (&deque);
    for (int i = 0; i < ITEMS; i++)
      items[i].n_taken = 0;
  }

  bool
  receive (void *taken)
  {
    Item *item = static_cast<Item *> (taken);

    if (item == NULL)
      return false;
    RL_ASSERT (p_get (&item->payload) == 7);
    item->n_taken++;
    return true;
  }

  void
  own ()
  {
    for (int i = 0; i < ITEMS; i++)
      {
        p_set (&items[i].payload, 7);
        while (!sweet_deque_push (&deque, &items[i]))
          receive (sweet_deque_take (&deque));
        if (i == 1)
          receive (sweet_deque_take (&deque));
      }
    while (receive (sweet_deque_take (&deque)))
      continue;
    RL_ASSERT (sweet_deque_is_empty (&deque));
  }

  void
  thread (unsigned index)
  {
    void *last = NULL;

    if (index == 0)
      own ();
    else
      for (int i = 0; i < STEALS; i++)
        {
          void *item = sweet_deque_steal (&deque);

          if (receive (item))
            {
              RL_ASSERT (item > last);
              last = item;
            }
        }
  }

  void
  after ()
  {
    for (int i = 0; i < ITEMS; i++)
      RL_ASSERT (items[i].n_taken == 1);
  }
};

int
main (int argc,
      char **argv)
{
  return model_run<Model> (argc, argv);
}

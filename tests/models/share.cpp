/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* A block of ITEMS that WORKERS share, each of which looks TRIES times for the ticket; CLOSES of them close it
 * instead. Each item is worked on once, whole, and the block is let go once, when nobody is at it. */
#include "model.h"

#include "runtime/sweet-share-private.h"

struct Model : rl::test_suite<Model, 1 + WORKERS>
{
  SweetShare share;
  PLAIN (int) items[ITEMS];
  PLAIN (int) alive;
  ATOMIC (unsigned) ticket;
  int n_worked[ITEMS];
  int n_freed;
  bool closed;

  void
  before ()
  {
    a_init (&ticket, 0);
    n_freed = 0;
    closed = false;
    for (int i = 0; i < ITEMS; i++)
      n_worked[i] = 0;
  }

  void
  leave ()
  {
    RL_ASSERT (p_get (&alive) == 1);
    if (!sweet_share_unref (&share))
      return;
    p_set (&alive, 0);
    n_freed++;
  }

  void
  work (bool close)
  {
    unsigned index;

    RL_ASSERT (p_get (&alive) == 1);
    if (close)
      {
        closed = true;
        sweet_share_close (&share);
      }
    else if (sweet_share_take (&share, &index))
      {
        if (index + 1 < ITEMS)
          {
            sweet_share_ref (&share);
            a_store (&ticket, 1, release);
          }
        do
          {
            RL_ASSERT (index < ITEMS);
            RL_ASSERT (p_get (&items[index]) == 7);
            n_worked[index]++;
          }
        while (sweet_share_take (&share, &index));
      }
    leave ();
  }

  void
  thread (unsigned index)
  {
    if (index == 0)
      {
        p_set (&alive, 1);
        for (int i = 0; i < ITEMS; i++)
          p_set (&items[i], 7);
        sweet_share_init (&share, ITEMS);
        a_store (&ticket, 1, release);
        return;
      }
    for (int i = 0; i < TRIES; i++)
      if (a_exchange (&ticket, 0, acquire) != 0)
        work (index <= CLOSES);
  }

  void
  after ()
  {
    while (a_exchange (&ticket, 0, acquire) != 0)
      work (false);
    for (int i = 0; i < ITEMS; i++)
      RL_ASSERT (n_worked[i] == 1 || (closed && n_worked[i] == 0));
    RL_ASSERT (n_freed == 1);
  }
};

int
main (int argc,
      char **argv)
{
  return model_run<Model> (argc, argv);
}

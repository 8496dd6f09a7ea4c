/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* WORKERS that each leave with one item, as if it kept them busy for ever, and PRODUCERS of as many
 * items in all, through an injector or, with DEQUE, through the deque of the one producer. With
 * BATCH a worker takes two from the injector and leaves the second one in a deque of its own. Where
 * a wake-up is lost, an item lies there while all others sleep, and the model cannot end. With BLOCKS the first
 * worker comes out of a call that blocked; where it was called meanwhile, another thread takes its place. */
#include "model.h"

#ifndef BATCH
#define BATCH 1
#endif
#ifndef BLOCKS
#define BLOCKS 0
#endif

#include "runtime/sweet-deque-private.h"
#include "runtime/sweet-injector-private.h"
#include "runtime/sweet-parking-private.h"

struct Model : rl::test_suite<Model, PRODUCERS + WORKERS>
{
  SweetParking parking;
  SweetInjector injector;
  /* the first is the producer's, then those of the workers */
  SweetDeque deques[1 + WORKERS];
  SweetNode nodes[WORKERS];
  HANDLE tokens;
  int n_taken;

  void
  before ()
  {
    sweet_parking_init (&parking);
    sweet_injector_init (&injector);
    for (int i = 0; i <= WORKERS; i++)
      sweet_deque_init (&deques[i]);
    tokens = CreateSemaphore (NULL, 0, 100, NULL);
    n_taken = 0;
  }

  void
  wake ()
  {
    if (sweet_parking_wake (&parking))
      ReleaseSemaphore (tokens, 1, NULL);
  }

  void
  produce (unsigned index)
  {
#ifdef CHAIN
    for (int i = 0; i + 1 < WORKERS; i++)
      a_store (&nodes[i].next, &nodes[i + 1], relaxed);
    sweet_injector_push (&injector, &nodes[0], &nodes[WORKERS - 1]);
    wake ();
#else
    for (unsigned i = index; i < WORKERS; i += PRODUCERS)
      {
#ifdef DEQUE
        RL_ASSERT (sweet_deque_push (&deques[0], &nodes[i]));
#else
        sweet_injector_push (&injector, &nodes[i], &nodes[i]);
#endif
        wake ();
      }
#endif
  }

  bool
  has_work ()
  {
#if defined(DEQUE) || BATCH > 1
    for (int i = 0; i < 1 + WORKERS; i++)
      if (!sweet_deque_is_empty (&deques[i]))
        return true;
#endif
    return !sweet_injector_is_empty (&injector);
  }

  bool
  find_work (int self)
  {
    SweetNode *taken[BATCH];
    unsigned n = sweet_injector_take (&injector, taken, BATCH);

#if BATCH > 1
    if (n > 1)
      {
        RL_ASSERT (sweet_deque_push (&deques[self], taken[1]));
        wake ();
      }
#endif
#if defined(DEQUE) || BATCH > 1
    for (int i = 0; n == 0 && i < 1 + WORKERS; i++)
      n = sweet_deque_steal (&deques[i]) != NULL;
#endif
    return n > 0;
  }

  /* true when the worker searches and did not have to sleep for it */
  bool
  sleep_until_called (bool searching)
  {
    if (sweet_parking_park (&parking, searching) && has_work () && sweet_parking_unpark (&parking))
      return true;
    WaitForSingleObject (tokens, INFINITE);
    return false;
  }

  /* true when the place of the worker is taken by one that searches */
  bool
  block ()
  {
    sweet_parking_park (&parking, false);
    if (has_work ())
      wake ();
    rl::yield (1, $);
    if (sweet_parking_resume (&parking))
      return false;
    WaitForSingleObject (tokens, INFINITE);
    return true;
  }

  void
  work (int self)
  {
    bool searching = BLOCKS && self == 1 && block ();

    while (!find_work (self))
      {
        if (!searching && sweet_parking_begin_search (&parking, 1))
          {
            searching = true;
            continue;
          }
        /* another thread is in the middle of something */
        if (sleep_until_called (searching))
          rl::yield (1, $);
        searching = true;
      }
    n_taken++;
    if (searching && sweet_parking_end_search (&parking) && has_work ())
      wake ();
  }

  void
  thread (unsigned index)
  {
    if (index < PRODUCERS)
      produce (index);
    else
      work ((int) index - PRODUCERS + 1);
  }

  void
  after ()
  {
    RL_ASSERT (n_taken == WORKERS);
    RL_ASSERT (a_load (&parking.word, relaxed) == 0);
    RL_ASSERT (WaitForSingleObject (tokens, 0) == WAIT_TIMEOUT);
    CloseHandle (tokens);
  }
};

int
main (int argc,
      char **argv)
{
  return model_run<Model> (argc, argv);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* One thread runs and completes, one may cancel before that, and WATCHERS register for the end:
 * each is told exactly once, and sees the whole result. */
#include "model.h"

#include "runtime/sweet-state-private.h"

enum
{
  PENDING,
  RUNNING,
  COMPLETED,
  CANCELLED
};

struct Model : rl::test_suite<Model, 1 + CANCELLERS + WATCHERS>
{
  SweetState state;
  rl::mutex lock;
  PLAIN (int) result;
  PLAIN (int) n_listed;
  int listed[WATCHERS];
  int n_told[WATCHERS];
  int n_ended;

  void
  before ()
  {
    sweet_state_init (&state);
    p_set (&result, 0);
    p_set (&n_listed, 0);
    memset (n_told, 0, sizeof n_told);
    n_ended = 0;
  }

  bool
  look ()
  {
    unsigned status = sweet_state_get (&state);

    if (status < SWEET_STATE_FIRST_FINAL)
      return false;
    RL_ASSERT (p_get (&result) == (status == COMPLETED ? 7 : 0));
    return true;
  }

  void
  tell (int watcher)
  {
    RL_ASSERT (look ());
    n_told[watcher]++;
  }

  void
  end (unsigned from,
       unsigned to)
  {
    bool watched;
    int n;

    if (!sweet_state_end (&state, from, to, &watched))
      return;
    n_ended++;
    if (!watched)
      return;
    lock.lock ($);
    n = p_get (&n_listed);
    p_set (&n_listed, 0);
    lock.unlock ($);
    for (int i = 0; i < n; i++)
      tell (listed[i]);
  }

  void
  run ()
  {
    if (!sweet_state_move (&state, PENDING, RUNNING))
      return;
    a_or (&state.word, SWEET_STATE_FLAG (0), relaxed);
    p_set (&result, 7);
    end (RUNNING, COMPLETED);
  }

  void
  watch (int watcher)
  {
    bool listening;

    lock.lock ($);
    listening = sweet_state_watch (&state);
    if (listening)
      {
        int n = p_get (&n_listed);

        listed[n] = watcher;
        p_set (&n_listed, n + 1);
      }
    lock.unlock ($);
    if (!listening)
      tell (watcher);
  }

  void
  thread (unsigned index)
  {
    if (index == 0)
      run ();
    else if (index <= CANCELLERS)
      {
        look ();
        end (PENDING, CANCELLED);
      }
    else
      watch ((int) index - 1 - CANCELLERS);
  }

  void
  after ()
  {
    unsigned word = a_load (&state.word, relaxed);

    RL_ASSERT (n_ended == 1);
    RL_ASSERT ((word & SWEET_STATE_FLAG (0)) != 0 || (word & SWEET_STATE_STATUS_MASK) == CANCELLED);
    for (int i = 0; i < WATCHERS; i++)
      RL_ASSERT (n_told[i] == 1);
  }
};

int
main (int argc,
      char **argv)
{
  return model_run<Model> (argc, argv);
}

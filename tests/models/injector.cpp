/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* PRODUCERS of two nodes each, the first as a chain, and CONSUMERS that try TAKES times: each node
 * comes out exactly once, whole, after those its producer pushed before, and a queue that looked
 * empty to a producer has none of its nodes left. */
#include "model.h"

#include "runtime/sweet-injector-private.h"

#define NODES (2 * PRODUCERS)

struct Model : rl::test_suite<Model, PRODUCERS + CONSUMERS>
{
  struct Item
  {
    SweetNode node;
    PLAIN (int) payload;
    int n_taken;
    bool must_be_taken;
  };

  SweetInjector injector;
  Item items[NODES];

  void
  before ()
  {
    sweet_injector_init (&injector);
    for (int i = 0; i < NODES; i++)
      {
        items[i].n_taken = 0;
        items[i].must_be_taken = false;
      }
  }

  void
  push (Item *first,
        Item *last)
  {
    for (Item *item = first; item <= last; item++)
      {
        p_set (&item->payload, 7);
        if (item < last)
          a_store (&item->node.next, &item[1].node, relaxed);
      }
    sweet_injector_push (&injector, &first->node, &last->node);
    if (sweet_injector_is_empty (&injector))
      for (Item *item = first; item <= last; item++)
        item->must_be_taken = true;
  }

  unsigned
  take (unsigned max)
  {
    SweetNode *nodes[NODES];
    unsigned n = sweet_injector_take (&injector, nodes, max);
    Item *last[PRODUCERS] = { NULL };

    for (unsigned i = 0; i < n; i++)
      {
        Item *item = reinterpret_cast<Item *> (nodes[i]);
        int producer = (int) (item - items) / 2;

        RL_ASSERT (nodes[i] != &injector.stub);
        RL_ASSERT (p_get (&item->payload) == 7);
        RL_ASSERT (item > last[producer]);
        last[producer] = item;
        item->n_taken++;
      }
    return n;
  }

  void
  thread (unsigned index)
  {
    Item *mine = &items[2 * index];

    if (index == 0)
      push (&mine[0], &mine[1]);
    else if (index < PRODUCERS)
      for (int i = 0; i < 2; i++)
        push (&mine[i], &mine[i]);
    else
      for (int i = 0; i < TAKES; i++)
        take (i % 2 == 0 ? 1 : NODES);
  }

  void
  after ()
  {
    for (int i = 0; i < NODES; i++)
      RL_ASSERT (items[i].n_taken == 1 || !items[i].must_be_taken);
    while (take (NODES) > 0)
      continue;
    for (int i = 0; i < NODES; i++)
      RL_ASSERT (items[i].n_taken == 1);
    RL_ASSERT (sweet_injector_is_empty (&injector));
  }
};

int
main (int argc,
      char **argv)
{
  return model_run<Model> (argc, argv);
}

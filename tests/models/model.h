/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* The headers under test as relacy sees them: C++, each atomic simulated, each PLAIN watched for
 * races. Sizes come from the command line of the compiler, see tests/suites/models. */
#define SWEET_RELACY 1

#include "runtime/sweet-atomics-private.h"

#include <cstdlib>
#include <cstring>

/* MODEL random SCHEDULES | bound CONTEXTS | full; prints how many schedules passed */
template <typename Test>
int
model_run (int argc,
           char **argv)
{
  const char *mode = argc > 1 ? argv[1] : "random";
  int number = argc > 2 ? atoi (argv[2]) : 1;
  rl::test_params params;

  params.progress_stream = params.output_stream;
  params.progress_output_period = 600;
  params.execution_depth_limit = 4000;
  params.search_type = rl::random_scheduler_type;
  params.iteration_count = number;
  if (strcmp (mode, "bound") == 0)
    {
      params.search_type = rl::fair_context_bound_scheduler_type;
      params.context_bound = number;
    }
  else if (strcmp (mode, "full") == 0)
    params.search_type = rl::fair_full_search_scheduler_type;

  bool passed = rl::simulate<Test> (params);

  std::cout << "schedules: " << params.stop_iteration << std::endl;
  return passed ? 0 : 1;
}

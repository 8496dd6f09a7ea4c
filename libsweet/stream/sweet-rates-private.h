/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* how fast numbers grow: compared with what they were about a second ago */

/* ns between samples, and from the first to the last one that is looked at */
#define SWEET_RATES_INTERVAL G_GUINT64_CONSTANT (100000000)
#define SWEET_RATES_WINDOW   G_GUINT64_CONSTANT (1000000000)
#define SWEET_RATES_N        12

typedef struct
{
  guint64 at;
  guint64 n_records;
  guint64 n_bytes;
} SweetRatesSample;

typedef struct
{
  SweetRatesSample samples[SWEET_RATES_N];
  guint64 n;
} SweetRates;

void sweet_rates_add (SweetRates *self,
                      const SweetRatesSample *sample);
void sweet_rates_get (const SweetRates *self,
                      const SweetRatesSample *now,
                      double *records_per_second,
                      double *bytes_per_second);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* what is known of one column in one window */
typedef struct
{
  double sum;
  double carry; /* what the additions so far have lost */
  double minimum;
  double maximum;
  guint64 n;
} SweetWindowValue;

typedef struct _SweetWindowKey SweetWindowKey;

/* one window of one key */
typedef struct _SweetWindowPane SweetWindowPane;
struct _SweetWindowPane
{
  SweetWindowPane *next; /* of the key */
  SweetWindowKey *key;   /* NULL where it has become a part of another one */
  gint64 start;
  gint64 end;
  guint64 first; /* the number of its first record */
  guint64 count;
  SweetWindowValue values[];
};

struct _SweetWindowKey
{
  guint32 hash;
  guint32 length;
  const char *data;
  SweetWindowPane *panes;
};

/* the windows that are open, by key and by their end */
typedef struct
{
  guint n_values;
  GHashTable *keys;
  GArray *closings;
  guint64 memory;
} SweetWindowStore;

void sweet_window_store_init (SweetWindowStore *self,
                              guint n_values);
void sweet_window_store_clear (SweetWindowStore *self);

/* NULL where no window of the key is open */
SweetWindowKey *sweet_window_store_find_key (SweetWindowStore *self,
                                             const char *data,
                                             gsize length);
SweetWindowKey *sweet_window_store_add_key (SweetWindowStore *self,
                                            const char *data,
                                            gsize length);

/* NULL where there is none, or @key is NULL */
SweetWindowPane *sweet_window_store_find (SweetWindowStore *self,
                                          SweetWindowKey *key,
                                          gint64 start);
SweetWindowPane *sweet_window_store_add (SweetWindowStore *self,
                                         SweetWindowKey *key,
                                         gint64 start,
                                         gint64 end,
                                         guint64 first);
/* joins what the time from @start to @end connects; NULL where that touches none */
SweetWindowPane *sweet_window_store_join (SweetWindowStore *self,
                                          SweetWindowKey *key,
                                          gint64 start,
                                          gint64 end);

/* the next one that ends by @watermark, by end and then by first record, or NULL; to be released */
SweetWindowPane *sweet_window_store_pop (SweetWindowStore *self,
                                         gint64 watermark);
void sweet_window_store_release (SweetWindowStore *self,
                                 SweetWindowPane *pane);

void sweet_window_value_add (SweetWindowValue *self,
                             double number);

G_END_DECLS

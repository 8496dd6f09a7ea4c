/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-element-factory.h>

G_BEGIN_DECLS

/* What a registry knows: all elements of all plugins it has loaded, also those that lose against
 * another of the same kind and name. Which one wins does not depend on the order of loading. */
typedef struct _SweetElementTable SweetElementTable;

/* stands for any kind where a kind is asked for */
#define SWEET_ELEMENT_TABLE_ANY_KIND (-1)

SweetElementTable *sweet_element_table_new (void);
void sweet_element_table_free (SweetElementTable *self);

/* rank tells where the plugin stands in the search order */
void sweet_element_table_add (SweetElementTable *self,
                              GPtrArray *factories,
                              guint rank);

guint sweet_element_table_get_size (SweetElementTable *self);

/* the winner; own tells whether its plugin has the same name, so that no other can win later */
SweetElementFactory *sweet_element_table_find (SweetElementTable *self,
                                               SweetElementKind kind,
                                               const char *name,
                                               gboolean *own);

/* as bits 1 << kind, all or only those from the plugin of that name */
guint sweet_element_table_get_kinds (SweetElementTable *self,
                                     const char *name,
                                     gboolean own);

const char *sweet_element_table_suggest (SweetElementTable *self,
                                         int kind,
                                         const char *name);

/* all that can be found, by kind and name */
void sweet_element_table_list (SweetElementTable *self,
                               GListStore *factories);

typedef void (*SweetElementTableFunc) (SweetElementFactory *loser,
                                       SweetElementFactory *winner,
                                       gpointer user_data);

void sweet_element_table_foreach_loser (SweetElementTable *self,
                                        SweetElementTableFunc func,
                                        gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetElementTable, sweet_element_table_free)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-row-store-private.h"

/* shows as many records of a store as there were when it was made; an event is made when asked for */

#define SWEET_TYPE_ROW_STORE_LIST (sweet_row_store_list_get_type ())
G_DECLARE_FINAL_TYPE (SweetRowStoreList, sweet_row_store_list, SWEET, ROW_STORE_LIST, GObject)

struct _SweetRowStoreList
{
  GObject parent_instance;

  SweetRowStore *store;
  guint n_items;
};

static void sweet_row_store_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetRowStoreList, sweet_row_store_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sweet_row_store_list_iface_init))

static GType
sweet_row_store_list_get_item_type (GListModel *list)
{
  return SWEET_TYPE_EVENT;
}

static guint
sweet_row_store_list_get_n_items (GListModel *list)
{
  return SWEET_ROW_STORE_LIST (list)->n_items;
}

static gpointer
sweet_row_store_list_get_item (GListModel *list,
                               guint position)
{
  SweetRowStoreList *self = SWEET_ROW_STORE_LIST (list);

  return position < self->n_items ? sweet_row_store_get_event (self->store, position) : NULL;
}

static void
sweet_row_store_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = sweet_row_store_list_get_item_type;
  iface->get_n_items = sweet_row_store_list_get_n_items;
  iface->get_item = sweet_row_store_list_get_item;
}

static void
sweet_row_store_list_finalize (GObject *object)
{
  SweetRowStoreList *self = SWEET_ROW_STORE_LIST (object);

  g_clear_pointer (&self->store, sweet_row_store_unref);

  G_OBJECT_CLASS (sweet_row_store_list_parent_class)->finalize (object);
}

static void
sweet_row_store_list_class_init (SweetRowStoreListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_row_store_list_finalize;
}

static void
sweet_row_store_list_init (SweetRowStoreList *self)
{
}

GListModel *
sweet_row_store_list (SweetRowStore *self)
{
  SweetRowStoreList *list = g_object_new (SWEET_TYPE_ROW_STORE_LIST, NULL);

  list->store = sweet_row_store_ref (self);
  list->n_items = sweet_row_store_get_n_records (self);

  return G_LIST_MODEL (list);
}

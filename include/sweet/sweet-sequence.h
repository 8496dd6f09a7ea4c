/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-processor.h>
#include <sweet/sweet-receiver-event.h>

G_BEGIN_DECLS

/**
 * SweetSequenceBy:
 * @SWEET_SEQUENCE_BY_ID: by whole numbers that follow each other without a gap
 * @SWEET_SEQUENCE_BY_TIMESTAMP: by times, each of which may come a little late
 * @SWEET_SEQUENCE_BY_VALUE: by the values of one column or several
 *
 * What a sequence puts records in order by.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_SEQUENCE_BY_ID,
  SWEET_SEQUENCE_BY_TIMESTAMP,
  SWEET_SEQUENCE_BY_VALUE,
} SweetSequenceBy;

/**
 * SweetSequenceOrder:
 * @SWEET_SEQUENCE_ORDER_ASCENDING: the smallest value first
 * @SWEET_SEQUENCE_ORDER_DESCENDING: the largest value first
 *
 * The direction of an order by values. Missing values are the smallest, then come numbers by their value,
 * then texts by their bytes. Records with equal values stay in the order in which they came.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_SEQUENCE_ORDER_ASCENDING,
  SWEET_SEQUENCE_ORDER_DESCENDING,
} SweetSequenceOrder;

/**
 * SweetGapAction:
 * @SWEET_GAP_ACTION_ERROR: the stream fails
 * @SWEET_GAP_ACTION_SKIP: it goes on behind the gap; the output `gaps` has a record of it
 *
 * What a sequence by ids does about ids that have not come and cannot be waited for any more.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_GAP_ACTION_ERROR,
  SWEET_GAP_ACTION_SKIP,
} SweetGapAction;

/**
 * SweetLateAction:
 * @SWEET_LATE_ACTION_OUTPUT: it goes to the output `late`, or is counted and dropped where nothing takes that
 * @SWEET_LATE_ACTION_KEEP: it goes on out of order
 * @SWEET_LATE_ACTION_ERROR: it is an error of that record
 *
 * What a sequence does about a record whose place has gone by.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_LATE_ACTION_OUTPUT,
  SWEET_LATE_ACTION_KEEP,
  SWEET_LATE_ACTION_ERROR,
} SweetLateAction;

/**
 * SweetSequenceFunc:
 * @a: a record
 * @b: another one
 * @user_data: data of the caller
 *
 * Says which of two records comes first.
 *
 * Returns: below 0 if @a comes before @b, above 0 if it comes behind it, 0 if they may stay as they came
 *
 * Since: 1.0
 */
typedef int (*SweetSequenceFunc) (SweetReceiverEvent *a,
                                  SweetReceiverEvent *b,
                                  gpointer user_data);

#define SWEET_TYPE_SEQUENCE (sweet_sequence_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetSequence, sweet_sequence, SWEET, SEQUENCE, SweetProcessor)

/**
 * SweetSequenceClass:
 * @parent_class: the parent
 *
 * The class of sequences. There is nothing to override.
 *
 * Since: 1.0
 */
struct _SweetSequenceClass
{
  SweetProcessorClass parent_class;

  /*< private >*/
  gpointer reserved[16];
};

SWEET_AVAILABLE_IN_ALL
SweetSequence *sweet_sequence_new_by_id (const char *column);
SWEET_AVAILABLE_IN_ALL
SweetSequence *sweet_sequence_new_by_timestamp (const char *column);
SWEET_AVAILABLE_IN_ALL
SweetSequence *sweet_sequence_new_by_value (const char *const *columns,
                                            SweetSequenceOrder order);
SWEET_AVAILABLE_IN_ALL
SweetSequence *sweet_sequence_new_by_comparator (SweetSequenceFunc func,
                                                 gpointer user_data,
                                                 GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetSequence *sweet_sequence_new_by_comparator_on_workers (SweetSequenceFunc func,
                                                            gpointer user_data,
                                                            GDestroyNotify destroy);

G_END_DECLS

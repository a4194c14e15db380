/* SPDX-License-Identifier: MIT */
/* Everything, in reading order. */
#ifndef SICHT_H
#define SICHT_H

#include "sicht/api.h"
#include "sicht/types.h"
#include "sicht/status.h"
#include "sicht/arena.h"
#include "sicht/limits.h"
#include "sicht/version.h"
#include "sicht/hash.h"
#include "sicht/content.h"
#include "sicht/source.h"
#include "sicht/scan.h"
#include "sicht/store.h"
#include "sicht/list.h"
#include "sicht/intake.h"
#include "sicht/finding.h"
#include "sicht/match.h"
#include "sicht/query.h"

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What a program did to the files below a folder, call by call, so that power cuts can be played
 * afterwards: journal.c (LD_PRELOAD) writes it, power_cut.c reads it. A record is followed by its
 * names and then by its data. Native byte order: both run on one machine.
 */
#ifndef SICHT_TESTS_FAULTS_JOURNAL_H
#define SICHT_TESTS_FAULTS_JOURNAL_H

#include <stdint.h>

enum journal_call {
	JOURNAL_CREATE = 1, /* name, inode: an empty file */
	JOURNAL_MKDIR,      /* name, inode */
	JOURNAL_WRITE,      /* inode, offset, data; `at_once`: through a descriptor with O_DSYNC */
	JOURNAL_RESIZE,     /* inode, offset: the new size */
	JOURNAL_RENAME,     /* name, other */
	JOURNAL_UNLINK,     /* name */
	JOURNAL_SYNC,       /* inode, of a file or a folder */
	JOURNAL_DONE,       /* a command has told its user that it is done; not a call */
};

struct journal_record {
	uint32_t call; /* enum journal_call */
	uint32_t at_once;
	uint64_t inode;
	uint64_t offset;
	uint32_t name_size, other_size; /* paths below the folder; no zero at the end */
	uint64_t data_size;
};

#endif

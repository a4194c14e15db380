/* SPDX-License-Identifier: MIT */
/*
 * Every limit of the engine, each with its reason. Options change some of them for one run; no
 * other file holds a number of this kind.
 */
#ifndef SICHT_LIMITS_H
#define SICHT_LIMITS_H

/* ---- hashing ---- */

/* PDQ gives no hash under 5 pixels a side. */
#define SICHT_SIDE_MIN_PIXELS 5

/* Hashes of lower quality are noise: the field discards them, so do we (digests still count). */
#define SICHT_QUALITY_MIN 50

/* The field's usual threshold: unrelated photographs lie at 128 +- 8 bits. */
#define SICHT_THRESHOLD_DEFAULT 31
#define SICHT_THRESHOLD_MAX 63

/* Above 60 bits unrelated photographs begin to appear. */
#define SICHT_POSSIBLE_MAX 60

/*
 * A quadrant that meets a quadrant (bench/README.md, "Documents"). Rows that repeat each other to a
 * quarter of what is possible: hardly a photograph's do. Twins of a corner, as an overlay elsewhere
 * leaves them, lie within 16 bits; corners that look alike, beyond. Full pictures within 50 bits
 * are no strangers, which lie at 128 +- 8.
 */
#define SICHT_QUADRANT_REPEATS_MAX 16384
#define SICHT_QUADRANT_BITS_MAX 16
#define SICHT_QUADRANT_FULL_BITS_MAX 50

/* ---- one file ---- */

/* Bytes that are sniffed before any loader sees a file: the last sign (btrfs) stands at 65600. */
#define SICHT_SNIFF_BYTES 69632

/* What stands behind the end of a program: below, a signature or padding, and no picture. */
#define SICHT_PROGRAM_TAIL_BYTES_MIN 1024

/* 256 Mi pixels: the largest sensors are below; a picture of this size decodes in 10 s. */
#define SICHT_PIXELS_MAX (1ull << 28)

/* --max-megapixels (of 2^20): of so many, a decoder's memory holds the samples, and its reader. */
#define SICHT_MEGAPIXELS_MAX 512

/*
 * Pictures of one file that are hashed: a scanned document, a burst. They share its budget of
 * pixels. A fax archive of more says in its finding how many were left.
 */
#define SICHT_PICTURES_MAX 64

/* More pictures are counted as so many: to count them takes time, and nobody needs the number. */
#define SICHT_PICTURES_COUNT_MAX (1u << 16)

/* libjpeg's own limit; no format that we read needs more. */
#define SICHT_SIDE_MAX_PIXELS 65535u

/* A decoder reads at most this much of one file: no picture is larger. */
#define SICHT_PICTURE_BYTES_MAX (4ull << 30)

/* A JPEG is read whole: 16 bits for each of its most pixels. What follows is not looked at. */
#define SICHT_JPEG_BYTES_MAX (512ull << 20)

/*
 * An AVIF is looked at as a whole, for an end of zeros. Larger ones end, as far as that goes, here.
 */
#define SICHT_AVIF_BYTES_MAX (512ull << 20)

/* libwebp's decoder wants the file in memory: 16383 pixels a side, 16 bits each. */
#define SICHT_WEBP_BYTES_MAX (512ull << 20)

/* What libavcodec reads is read whole, and once more with its end filled up. */
#define SICHT_FRAME_BYTES_MAX (512ull << 20)

/* A bitmap of the most pixels, four bytes each. */
#define SICHT_BMP_BYTES_MAX (1ull << 30)

/* Raw pictures of cameras: 100 megapixels take 200 MB. Their first directory stands in front. */
#define SICHT_RAW_BYTES_MAX (512ull << 20)
#define SICHT_RAW_HEAD_BYTES (64u << 10)

/* An Exif segment stands first, or behind some small ones, and takes 64 KiB at most. */
#define SICHT_THUMBNAIL_HEAD_BYTES (128u << 10)

/* A thumbnail in 64 KiB: 160x120 pixels as a rule, 504x376 in some telephones. */
#define SICHT_THUMBNAIL_PIXELS_MAX (1u << 20)

/*
 * CPU time of one job: 2 s and half a second for each megapixel, at most 60 s (--max-seconds): ten
 * times what sound pictures take. Its 256 crop windows take 0.8 s more for each megapixel, and have
 * five times that.
 */
#define SICHT_JOB_MS_BASE 2000
#define SICHT_JOB_MS_PER_MEGAPIXEL 500
#define SICHT_JOB_MS_CROPS 5000 /* for each picture, since small ones are no megapixel */
#define SICHT_JOB_MS_CROPS_PER_MEGAPIXEL 4000
#define SICHT_JOB_MS_MAX 60000

/*
 * So many times as long by the wall clock, which only ends a process that does not run: with
 * hundreds of others on its core, one that runs has had its CPU time long before that.
 */
#define SICHT_JOB_WALL_FACTOR 30

/* --max-seconds: beyond, a damaged file could keep a thread for an afternoon. */
#define SICHT_JOB_SECONDS_MAX 3600

/*
 * A file of this size without one allocated block holds nothing: a placeholder of a cloud client.
 * (If its file system counts blocks, and no byte can be read of it but zeros:
 * engine/content/blocks.h.)
 */
#define SICHT_PLACEHOLDER_BYTES_MIN (1ull << 20)

/* A file this large with so little behind it would keep a thread busy for hours reading holes. */
#define SICHT_SPARSE_BYTES_MIN (64ull << 30)
#define SICHT_SPARSE_RATIO_MAX 64

/* Bytes read from evidence at a time: large enough for the disk, small enough for the cache. */
#define SICHT_READ_BYTES (256u << 10)

/* ---- untrusted programs ---- */

/* Heap and private pages of a decoder: a full-size 268 megapixel RGB picture and its reader. */
#define SICHT_DECODER_DATA_BYTES (2ull << 30)

/* Address space counts reservations: thread arenas and stacks alone take 800 MiB. */
#define SICHT_DECODER_ADDRESS_BYTES (6ull << 30)

/* Memory that a decoder keeps from job to job: to get it anew takes a tenth of a small picture. */
#define SICHT_DECODER_KEPT_BYTES (64 << 20)

#define SICHT_DECODER_STACK_BYTES (8ull << 20)
#define SICHT_DECODER_DESCRIPTORS 32

/*
 * A decoder is replaced after so many jobs: what one file did to it must not last. To start one
 * takes 40 ms, a hundredth of what so many small pictures take.
 */
#define SICHT_DECODER_JOBS_MAX 4000

/*
 * Spare decoders beyond one a thread, to replace one that died without waiting; from the first on.
 */
#define SICHT_DECODER_SPARES 2

/* A line about one file, for people, from a decoder: bytes with the ending zero. */
#define SICHT_DETAIL_BYTES 160

/* Names and versions of a decoder's libraries, a dozen of them: bytes with the ending zero. */
#define SICHT_VERSIONS_BYTES 256

/* A decoder is ready 0.1 s after its start; more is a machine in distress. */
#define SICHT_DECODER_START_MS 20000

/*
 * Decoders that worked before and now all die while they start: after so many tries the run fails.
 */
#define SICHT_DECODER_START_TRIES 5

/* A process whose socket has ended ends itself within microseconds. */
#define SICHT_DECODER_LAST_MS 500

/* A killed process that is not gone by then hangs in the kernel (its disk does): left behind. */
#define SICHT_DECODER_END_MS 2000

/* After so many anomalies within a window, a wait before more decoders are started. */
#define SICHT_THROTTLE_ANOMALIES 20
#define SICHT_THROTTLE_WINDOW_MS 60000
#define SICHT_THROTTLE_WAIT_MS 250

/* How often a thread that waits for a decoder looks whether the run is to stop. */
#define SICHT_STOP_MS 250

/*
 * Bits between the fast hash of a sound picture and the reference's: a few, as a rule. If it is
 * more than this, the file is looked at again.
 */
#define SICHT_ANOMALY_BITS 12

/* One file in so many (by ordinal) is decoded twice, in two processes, and compared. */
#define SICHT_CROSS_CHECK_EVERY 1000

/* ---- flow ---- */

/* Items in one batch: enough for every thread to stay busy, few enough for memory. */
#define SICHT_BATCH_ITEMS 512

/*
 * A batch of files lasts about so long, however fast they are (milliseconds): progress moves, and
 * an interruption loses no more.
 */
#define SICHT_BATCH_AIM_MS 500

/* A batch is committed after this long even if it is not full (milliseconds). */
#define SICHT_BATCH_MS 2000

#define SICHT_THREADS_MAX 256

/* Descriptors kept free for everything that is not an item of a batch. */
#define SICHT_DESCRIPTORS_RESERVED 64

/* Directories that a walk keeps open at once, whatever the depth: half of what is reserved. */
#define SICHT_DIRECTORIES_OPEN_MAX 32

/*
 * Directories whose path is longer are not entered: each file in them would cost that path, in time
 * and in the findings. (Ten thousand levels of what people name folders; systems allow 4096 bytes.)
 */
#define SICHT_PATH_BYTES_MAX (1u << 20)

/* A "name" in a list that is longer is no name: the file is something else. */
#define SICHT_LIST_NAME_BYTES_MAX (1u << 20)

/* ---- search ---- */

/* Hashes of one ring segment: local numbers have 24 bits. */
#define SICHT_SEGMENT_HASHES_MAX (1u << 24)

/* Below this, a flat segment is scanned as fast as tables would answer. */
#define SICHT_SEGMENT_FLAT_MAX (1u << 15)

/* Segments of one kind after which the indexer merges neighbours of similar size. */
#define SICHT_SEGMENT_FANOUT 8

/* ---- store ---- */

/* Address space reserved for LMDB, so that it never has to grow; halved until it fits. */
#define SICHT_STORE_MAP_BYTES (1ull << 40)
#define SICHT_STORE_MAP_BYTES_MIN (1ull << 26)

/* Postings of one kind that a batch keeps in memory (40 bytes each) before it writes a segment. */
#define SICHT_BATCH_POSTINGS_MAX (1u << 22)

/* Names of category schemes that a set lists, together: a supply has one or two. */
#define SICHT_SET_SCHEMES_BYTES_MAX 200

/* One line of a hash list: an entry with all crops of both profiles takes 100 KiB. */
#define SICHT_LIST_LINE_BYTES_MAX ((size_t)16 << 20)

/* A row of a database of hashes, or what belongs to it together: digests, a path, some comments. */
#define SICHT_LIST_ROW_BYTES_MAX (1 << 20)

/* A database of hashes is checked as a whole before it is read, unless that takes minutes. */
#define SICHT_LIST_DATABASE_CHECK_BYTES_MAX (1ull << 30)

/* Columns of a list that is a table: exports of evaluation programs have a hundred. */
#define SICHT_LIST_COLUMNS_MAX 1024

/* One record of a hash list in JSON: with an embedded thumbnail or a thousand places, 1 MiB. */
#define SICHT_LIST_RECORD_BYTES_MAX ((size_t)16 << 20)

/* ---- output ---- */

/* Matches of one file that are written out; the rest are counted in "matches_omitted". */
#define SICHT_MATCHES_PER_FINDING 100

/* Hits of one search that look-up holds at once (64 MiB); of more, it asks for fewer files. */
#define SICHT_LOOKUP_HITS_MAX (1u << 22)

/* Different sets and categories that are told apart where they are counted: more fills a screen. */
#define SICHT_COUNTS_MAX 100

/* One line of findings: the longest path takes 8 MiB with all bytes escaped, and all else less. */
#define SICHT_FINDINGS_LINE_BYTES_MAX ((size_t)64 << 20)

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The five nouns. Read this first: everything else is machinery between them.
 *
 *     item --scan--> print --search--> match --rank--> finding         entry: what a store holds
 *
 *   item     a file that somebody asked about: its name, its place in the plan, how to open it
 *   print    what scanning an item gave: digests, perceptual hashes by window, an outcome
 *   entry    one file or record in a store; owns digests and one or many hashes
 *   match    an examined print meets an entry: by digest, or within some bits of a hash
 *   finding  item + outcome + matches + rank: one row of output
 *
 * Two words that are never mixed: a match by digest is *identical*; a hash computed as the
 * reference implementation does is *reference-exact*.
 *
 * All of these are plain values. Memory they point to comes from the arena of the batch in which
 * they were made and ends with it, unless a function says otherwise.
 */
#ifndef SICHT_TYPES_H
#define SICHT_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sicht/api.h"

SICHT_API_BEGIN

/* Borrowed bytes. Names from evidence are bytes, never text: no encoding is assumed. */
struct sicht_bytes {
	const void *data;
	size_t size;
};

/* -------------------------------------------------------------------------- hashes and digests */

/*
 * A 256-bit PDQ hash. Bit k (k = 16*i + j, i the vertical and j the horizontal frequency) is bit
 * k % 64 of word[k / 64]. As text: 64 lower-case hex digits, word[3] first.
 */
struct sicht_pdq {
	uint64_t word[4];
};

#define SICHT_PDQ_BITS 256
#define SICHT_PDQ_HEX_DIGITS 64

/* Two PDQ profiles are in use in the field; they agree up to 512 pixels a side. */
enum sicht_profile {
	SICHT_PROFILE_FULLRES = 0, /* the whole picture is filtered; our default */
	SICHT_PROFILE_REF512 = 1,  /* first resampled to 512x512, as the C++ reference does */
};
#define SICHT_PROFILE_COUNT 2

/* The part of a picture that a hash was computed from. The numbers are stored: never reuse one. */
enum sicht_window {
	SICHT_WINDOW_FULL = 0,
	SICHT_WINDOW_TRIM_A = 1,   /* uniform margins peeled */
	SICHT_WINDOW_TRIM_B = 2,   /* the picture inside a screenshot or a captioned frame */
	SICHT_WINDOW_TOP_LEFT = 3, /* the four quadrants */
	SICHT_WINDOW_TOP_RIGHT = 4,
	SICHT_WINDOW_BOTTOM_LEFT = 5,
	SICHT_WINDOW_BOTTOM_RIGHT = 6,
	SICHT_WINDOW_ENLARGED = 7,     /* a small picture, enlarged before it was hashed */
	SICHT_WINDOW_THUMBNAIL = 8,    /* the thumbnail embedded in the file */
	SICHT_WINDOW_PART_1 = 9,       /* the richest of the pictures that it is made of */
	SICHT_WINDOW_PART_2 = 10,      /* the next of them */
	SICHT_WINDOW_CROP_FIRST = 256, /* 256 + ((top*4 + bottom)*4 + left)*4 + right, ... */
	SICHT_WINDOW_CROP_LAST = 511,  /* ... each 0..3 steps of 3 % cut off that side */
};

/* The eight dihedral forms in the order of the reference's own tool, and the complement. */
enum sicht_transform {
	SICHT_TRANSFORM_ORIGINAL = 0,
	SICHT_TRANSFORM_ROT90 = 1, /* counter-clockwise */
	SICHT_TRANSFORM_ROT180 = 2,
	SICHT_TRANSFORM_ROT270 = 3,
	SICHT_TRANSFORM_FLIPX = 4, /* top and bottom exchanged */
	SICHT_TRANSFORM_FLIPY = 5, /* left and right exchanged */
	SICHT_TRANSFORM_FLIP_PLUS1 = 6,
	SICHT_TRANSFORM_FLIP_MINUS1 = 7,
	SICHT_TRANSFORM_NEGATIVE = 8, /* colours inverted: all bits of the original form flipped */
};
#define SICHT_DIHEDRAL_COUNT 8

/* One hashed window of one picture of a file. */
struct sicht_window_print {
	uint16_t page;      /* which of the file's pictures, from 0; people count them from 1 */
	uint16_t window;    /* enum sicht_window */
	uint8_t profile;    /* enum sicht_profile */
	uint8_t quality;    /* 0..100; below SICHT_QUALITY_MIN it takes no part in matching */
	bool exact;         /* reference-exact, else from the fast path */
	uint8_t form_count; /* forms that are set: 1 (the original) or SICHT_DIHEDRAL_COUNT */
	struct sicht_pdq form[SICHT_DIHEDRAL_COUNT];
};

enum sicht_digest_kind {
	SICHT_DIGEST_MD5 = 0,
	SICHT_DIGEST_SHA1 = 1,
	SICHT_DIGEST_SHA256 = 2,
};
#define SICHT_DIGEST_KIND_COUNT 3

/* The digests of one file's bytes; `have` holds 1 << kind for each that is set. */
struct sicht_digests {
	uint8_t have;
	uint8_t md5[16];
	uint8_t sha1[20];
	uint8_t sha256[32];
};

/* ------------------------------------------------------------------------------------ outcomes */

/*
 * How the scan of an item ended: a closed list, exactly one for each item, and the totals add up
 * (promise P4). The numbers are stored: never reuse one.
 */
enum sicht_outcome {
	SICHT_OUTCOME_DECODED = 0,
	SICHT_OUTCOME_NOT_MEDIA = 1, /* holds no picture; its digests count */
	SICHT_OUTCOME_EMPTY = 2,
	SICHT_OUTCOME_UNSUPPORTED = 3, /* a picture or video, or named like one, not read here */
	SICHT_OUTCOME_CORRUPT = 4,
	SICHT_OUTCOME_TRUNCATED = 5, /* hashed as far as it decodes */
	SICHT_OUTCOME_TOO_FLAT = 6,  /* quality below SICHT_QUALITY_MIN */
	SICHT_OUTCOME_TOO_SMALL = 7, /* under SICHT_SIDE_MIN_PIXELS a side */
	SICHT_OUTCOME_ENCRYPTED = 8,
	SICHT_OUTCOME_OVER_LIMIT = 9, /* a bomb, or beyond a budget */
	SICHT_OUTCOME_TIMEOUT = 10,   /* volatile */
	SICHT_OUTCOME_CRASHED = 11,   /* volatile */
	SICHT_OUTCOME_POLICY_VIOLATION = 12,
	SICHT_OUTCOME_OUT_OF_MEMORY = 13, /* volatile */
	SICHT_OUTCOME_UNREADABLE = 14,    /* volatile; I/O error, no permission, unlistable */
	SICHT_OUTCOME_CHANGED = 15,       /* volatile; the file changed during the read */
	SICHT_OUTCOME_NOT_HERE = 16,      /* a cloud placeholder without content */
	SICHT_OUTCOME_NOT_REACHED = 17,   /* time limit */
	SICHT_OUTCOME_SPECIAL = 18,       /* device, FIFO, socket, symbolic link */
	SICHT_OUTCOME_CONTAINER = 19,     /* may hold pictures, and was not opened */
};
#define SICHT_OUTCOME_COUNT 20

/* Can the load of the machine change it? Then promise P5 does not cover the finding. */
bool sicht_outcome_is_volatile(enum sicht_outcome outcome);

/* A hit whose two hashes do not fit together, and did not when it was looked at again. */
enum sicht_anomaly {
	SICHT_ANOMALY_NONE = 0,
	SICHT_ANOMALY_UNSTEADY,     /* one of the hashes changed from process to process */
	SICHT_ANOMALY_PATHS_DIFFER, /* neither did */
};

/* What the first bytes of a file say it is. The numbers are stored: never reuse one. */
enum sicht_media {
	SICHT_MEDIA_NONE = 0,
	SICHT_MEDIA_JPEG = 1,
	SICHT_MEDIA_PNG = 2,
	SICHT_MEDIA_WEBP = 3,
	SICHT_MEDIA_TIFF = 4,
	SICHT_MEDIA_GIF = 5,
	SICHT_MEDIA_HEIF = 6,
	SICHT_MEDIA_AVIF = 7,
	SICHT_MEDIA_BMP = 8,
	SICHT_MEDIA_OTHER = 9, /* a picture or video of a kind that is not decoded here */
	SICHT_MEDIA_JXL = 10,
	SICHT_MEDIA_JP2 = 11, /* JPEG 2000, with or without its container */
	SICHT_MEDIA_ICO = 12, /* and cursors */
	SICHT_MEDIA_TGA = 13,
	SICHT_MEDIA_PNM = 14, /* PBM, PGM, PPM, PAM, PFM, PHM */
	SICHT_MEDIA_PCX = 15,
	SICHT_MEDIA_PSD = 16, /* the picture that its layers make */
	SICHT_MEDIA_SGI = 17,
	SICHT_MEDIA_DDS = 18,
	SICHT_MEDIA_QOI = 19,
	SICHT_MEDIA_HDR = 20,
	SICHT_MEDIA_EXR = 21,
	SICHT_MEDIA_XBM = 22,
	SICHT_MEDIA_XPM = 23,
	SICHT_MEDIA_SUN = 24,
	SICHT_MEDIA_XWD = 25,
	SICHT_MEDIA_DPX = 26,
	SICHT_MEDIA_RAW = 27, /* of a camera, by the preview in it */
};
#define SICHT_MEDIA_COUNT 28

/* --------------------------------------------------------------------------------------- nouns */

/* What the walk saw of a directory entry. */
enum sicht_item_kind {
	SICHT_ITEM_FILE = 0,   /* a regular file, to be opened and scanned */
	SICHT_ITEM_SPECIAL,    /* device, FIFO, socket or symbolic link: never opened */
	SICHT_ITEM_UNREADABLE, /* a directory that cannot be listed, a name that cannot be examined */
};

/*
 * What the walk saw of a content: by this it is known to be the same, once it is open and at a
 * later run. All zero where nothing could be seen.
 */
struct sicht_identity {
	uint64_t device, inode;
	uint64_t size_bytes;
	int64_t mtime_ns; /* since 1970 UTC */
	int64_t ctime_ns;
};

/* A name, and a content that it stands for. */
struct sicht_item {
	uint64_t ordinal; /* place in the plan, from 0, over all sources */
	uint32_t source;  /* index of its source */
	enum sicht_item_kind kind;
	struct sicht_bytes
		path; /* relative to its source; a source that is a file: its last name */
	struct sicht_identity content;
	uint64_t links;   /* names that the content has */
	int error_number; /* why, for SICHT_ITEM_UNREADABLE */
};

struct sicht_print {
	enum sicht_outcome outcome;
	enum sicht_media media;
	bool volatile_outcome; /* load can change it: excluded from promise P5 */
	struct sicht_digests digests;
	/* of the first picture: pixels as stored, before EXIF orientation; 0: not known */
	uint32_t width, height;
	/*
	 * Pages, further images or frames of an animation that the file says it holds; 0: not
	 * known. Those that have windows were examined (sicht_pictures_examined()).
	 */
	uint32_t pictures;
	uint32_t window_count;
	struct sicht_window_print
		*windows;   /* by page, then by profile, then by window number, full first */
	const char *detail; /* what went wrong, one printable line, or NULL; for people only */
	enum sicht_anomaly anomaly;
};

/* How many pictures of a file these windows, ordered as in a print, are of; thumbnails are none. */
uint32_t sicht_pictures_examined(const struct sicht_window_print *windows, size_t count);

/* What a set of entries is for. The numbers are stored: never reuse one. */
enum sicht_role {
	SICHT_ROLE_KNOWN = 1,     /* material to find */
	SICHT_ROLE_IGNORABLE = 2, /* material to put last; by digest only */
	SICHT_ROLE_EVIDENCE = 3,  /* a seized drive, hashed once to be compared often */
};

/* A category means nothing without its scheme ("us-vics-2"). Both empty: none. */
struct sicht_category {
	struct sicht_bytes scheme;
	struct sicht_bytes code;
};

/* An entry of a store as one reads it. Entry numbers start at 1 and are never used again. */
struct sicht_entry {
	uint64_t id;
	uint32_t set; /* number of its set */
	enum sicht_outcome
		outcome; /* of its file; DECODED for lists and where digests alone count */
	enum sicht_media media;
	bool has_size;
	uint64_t size_bytes;
	bool has_mtime;
	int64_t mtime_ns, ctime_ns; /* of the file when it was scanned */
	int64_t added_s;            /* seconds since 1970 UTC */
	uint32_t width, height;
	uint32_t pictures; /* as in a print */
	struct sicht_digests digests;
	struct sicht_category category;
	struct sicht_bytes path, external, series, supplier, source;
	struct sicht_bytes tags; /* each ended by a newline */
	/* Of evidence, what a finding says of a file beside all this. */
	bool volatile_outcome;
	struct sicht_bytes detail; /* as in its print */
	struct sicht_bytes link;   /* one of several names: the same bytes for all of them */
	uint32_t hash_count;
	struct sicht_window_print *hashes; /* in the order in which they are numbered, from 0 */
};

/* Where a part of an evidence set came from. */
struct sicht_origin {
	bool in_order;             /* of their names: a directory; not a list */
	struct sicht_bytes source; /* as in its entries */
	struct sicht_bytes exhibit;
};

struct sicht_set {
	uint32_t id;
	enum sicht_role role;
	struct sicht_bytes name, supplier;
	struct sicht_bytes scheme;            /* default category scheme; may be empty */
	struct sicht_bytes case_id, examiner; /* of evidence; may be empty */
	struct sicht_bytes origins;           /* of evidence, packed: sicht_origin_next() */
	uint64_t entry_count;
	int64_t added_s;
};

/* By what an examined file met an entry. */
enum sicht_match_by {
	SICHT_MATCH_SHA256 = 0,
	SICHT_MATCH_SHA1,
	SICHT_MATCH_MD5,
	SICHT_MATCH_PDQ,
};

enum sicht_match_tier {
	SICHT_TIER_IDENTICAL = 0, /* by digest */
	SICHT_TIER_MATCH,         /* distance <= threshold */
	SICHT_TIER_POSSIBLE,      /* distance <= --possible, full window alone; or two quadrants */
};

struct sicht_match {
	enum sicht_match_by by;
	enum sicht_match_tier tier;
	uint64_t entry;
	/* the rest for SICHT_MATCH_PDQ alone */
	uint16_t page, known_page;     /* which picture of its file, from 0 */
	uint16_t window, known_window; /* enum sicht_window */
	uint8_t transform;             /* enum sicht_transform, of the examined picture */
	uint8_t profile;
	uint16_t distance;      /* bits, as found */
	int16_t distance_exact; /* bits, both sides reference-exact; -1: not known */
};

/*
 * Layers of the sandbox around whatever decodes (sicht_scanner_layers()). Without those of the
 * minimum a scanner does not open, unless it is told to.
 */
enum sicht_sandbox_layer {
	SICHT_SANDBOX_NO_NEW_PRIVS = 1 << 0,
	SICHT_SANDBOX_RLIMITS = 1 << 1,
	SICHT_SANDBOX_LANDLOCK = 1 << 2,
	SICHT_SANDBOX_SECCOMP = 1 << 3,
	SICHT_SANDBOX_NAMESPACES = 1 << 4,
};
#define SICHT_SANDBOX_ALL 31u
#define SICHT_SANDBOX_MINIMUM                                                                      \
	(SICHT_SANDBOX_NO_NEW_PRIVS | SICHT_SANDBOX_RLIMITS | SICHT_SANDBOX_SECCOMP)

/* How often a pair of names was met: files by set and category, say. */
struct sicht_count {
	struct sicht_bytes first, second; /* ended by a zero byte that does not count */
	uint64_t count;
};

/* ------------------------------------------------------------------------------- their spelling */

/* The words of the files and of the command line. Never NULL for a valid value. */
const char *sicht_outcome_name(enum sicht_outcome outcome);
const char *sicht_anomaly_name(enum sicht_anomaly anomaly); /* "" for NONE */
const char *sicht_media_name(enum sicht_media media); /* "image/jpeg"; "" for NONE and OTHER */
const char *sicht_profile_name(enum sicht_profile profile);
const char *sicht_transform_name(enum sicht_transform transform);
const char *sicht_role_name(enum sicht_role role);
const char *sicht_match_by_name(enum sicht_match_by by);
const char *sicht_tier_name(enum sicht_match_tier tier);
const char *sicht_digest_name(enum sicht_digest_kind kind);

/*
 * The window's word ("full", "trim-a", ..., "crop-0369" for top 0 %, bottom 3 %, left 6 %, right
 * 9 %) into `text`; returns `text`.
 */
#define SICHT_WINDOW_NAME_SIZE 16
const char *sicht_window_name(unsigned window, char text[SICHT_WINDOW_NAME_SIZE]);

/* The way back. True and `*out` set if `name` is one of the words, else false. */
bool sicht_outcome_parse(struct sicht_bytes name, enum sicht_outcome *out);
bool sicht_anomaly_parse(struct sicht_bytes name, enum sicht_anomaly *out);
bool sicht_media_parse(struct sicht_bytes name, enum sicht_media *out);
bool sicht_profile_parse(struct sicht_bytes name, enum sicht_profile *out);
bool sicht_transform_parse(struct sicht_bytes name, enum sicht_transform *out);
bool sicht_role_parse(struct sicht_bytes name, enum sicht_role *out);
bool sicht_match_by_parse(struct sicht_bytes name, enum sicht_match_by *out);
bool sicht_tier_parse(struct sicht_bytes name, enum sicht_match_tier *out);
bool sicht_window_parse(struct sicht_bytes name, unsigned *out);

size_t sicht_digest_size(enum sicht_digest_kind kind);

/* Where digest `kind` lies in `digests`, whether set or not. */
uint8_t *sicht_digest_of(struct sicht_digests *digests, enum sicht_digest_kind kind);
const uint8_t *sicht_digest_get(const struct sicht_digests *digests, enum sicht_digest_kind kind);

static inline struct sicht_bytes sicht_bytes(const void *data, size_t size)
{
	struct sicht_bytes bytes = {data, size};
	return bytes;
}

/* The bytes of a C string, without its end; of NULL, none. */
struct sicht_bytes sicht_bytes_of(const char *text);
bool sicht_bytes_equal(struct sicht_bytes a, struct sicht_bytes b);

/* Text form of a hash; `text` is not terminated. */
void sicht_pdq_to_hex(const struct sicht_pdq *hash, char text[SICHT_PDQ_HEX_DIGITS]);

/* False, and `*out` untouched, unless `text` is exactly 64 hex digits of either case. */
bool sicht_pdq_from_hex(struct sicht_bytes text, struct sicht_pdq *out);

/* Lower-case hex of any bytes into `text` (2 * size, not terminated), and back. */
void sicht_hex_encode(const void *data, size_t size, char *text);
bool sicht_hex_decode(struct sicht_bytes text, void *out, size_t size);

SICHT_API_END

#endif

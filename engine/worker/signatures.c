/* SPDX-License-Identifier: MIT */
/*
 * See signatures.h. The first row that fits counts, so the longer sign of two stands first.
 *
 * Sources: the formats' specifications; for the others the magic files of file(1) and "List of file
 * signatures".
 */
#include "engine/worker/signatures.h"

#include <string.h>

#define ROW(offset, bytes, media, outcome)                                                         \
	{                                                                                          \
		offset, sizeof(bytes) - 1, bytes, SICHT_MEDIA_##media, SICHT_OUTCOME_##outcome     \
	}
#define READ(offset, bytes, media) ROW(offset, bytes, media, DECODED)
#define UNREAD(offset, bytes) ROW(offset, bytes, OTHER, UNSUPPORTED) /* a picture or video */
#define HOLDS(offset, bytes) ROW(offset, bytes, NONE, CONTAINER)
#define LOCKED(offset, bytes) ROW(offset, bytes, NONE, ENCRYPTED)

/* clang-format off */
static const struct sicht_signature signatures[] = {
	/* pictures that are decoded */
	READ(0, "\xff\xd8\xff", JPEG),
	READ(0, "\x89PNG\r\n\x1a\n", PNG),
	READ(0, "GIF87a", GIF),
	READ(0, "GIF89a", GIF),
	READ(0, "II*\0", TIFF), /* and camera formats built on it */
	READ(0, "MM\0*", TIFF),
	READ(0, "II+\0", TIFF), /* BigTIFF */
	READ(0, "MM\0+", TIFF),
	READ(0, "\0\0\0\x0cJXL \r\n\x87\n", JXL),
	READ(0, "\xff\x0a", JXL), /* without its container */
	READ(0, "\0\0\0\x0cjP  \r\n\x87\n", JP2),
	READ(0, "\xff\x4f\xff\x51", JP2), /* without its container */
	READ(0, "8BPS\0\1", PSD),
	READ(0, "8BPS\0\2", PSD), /* PSB: too large for PSD */
	READ(0, "v/1\1", EXR),
	READ(0, "#?RADIANCE", HDR),
	READ(0, "#?RGBE", HDR),
	READ(0, "SDPX", DPX),
	READ(0, "XPDS", DPX),
	READ(0, "DDS \x7c\0\0\0", DDS),
	READ(0, "qoif", QOI),
	READ(0, "\x59\xa6\x6a\x95", SUN),
	READ(4, "\0\0\0\7\0\0\0\2", XWD),
	READ(0, "/* XPM */", XPM),
	READ(0, "FUJIFILMCCD-RAW", RAW),
	READ(0, "IIU\0", RAW), /* Panasonic */
	READ(0, "IIRO", RAW),  /* Olympus */
	READ(0, "IIRS", RAW),
	READ(0, "MMOR", RAW),
	READ(0, "FOVb", RAW),      /* Sigma */
	READ(0, "\0MRM", RAW),     /* Minolta */
	READ(6, "HEAPCCDR", RAW),  /* Canon before CR2 */
	READ(4, "ftypcrx ", RAW),  /* Canon's CR3 */

	/* pictures that are not */
	UNREAD(0, "II\xbc\x01"),       /* JPEG XR */
	UNREAD(0, "\x97JB2\r\n\x1a\n"),
	UNREAD(0, "gimp xcf"),
	UNREAD(0, "Paint Shop Pro Image File\n\x1a"),
	UNREAD(0, "CSFCHUNK"),   /* Clip Studio */
	UNREAD(0, "\0\xffKA"),   /* Affinity */
	UNREAD(0, "\x80\x2a\x5f\xd7"), /* Cineon */
	UNREAD(0, "BPG\xfb"),
	UNREAD(0, "FLIF"),
	UNREAD(0, "farbfeld"),
	UNREAD(0, "\x8aMNG\r\n\x1a\n"),
	UNREAD(0, "\x8bJNG\r\n\x1a\n"),
	UNREAD(0, "AT&TFORM"),         /* DjVu */
	UNREAD(0, "\xd7\xcd\xc6\x9a"), /* WMF */
	UNREAD(0, "\1\0\x09\0\0\3"),   /* WMF without a place */
	UNREAD(40, " EMF"),
	UNREAD(0, "\xffWPC\x10\0\0\0\1\x16"), /* WordPerfect graphics */
	UNREAD(522, "\0\x11\2\xff\x0c\0"),    /* PICT */
	UNREAD(0, "id=ImageMagick"),
	UNREAD(0, "LBLSIZE="),   /* VICAR */
	UNREAD(0, "SIMPLE  ="),  /* FITS */
	UNREAD(128, "DICM"),
	UNREAD(2048, "PCD_IPI"), /* Photo CD */
	UNREAD(0, "JG\3\x0e"),   /* AOL ART */
	UNREAD(0, "JG\4\x0e"),
	UNREAD(0, "PG ML"),      /* one component of JPEG 2000 */
	UNREAD(0, "PG LM"),
	UNREAD(0, "\xb1\x68\xde\x3a"), /* DCX: pages of PCX */
	UNREAD(0, "\xab\1\1"),   /* VIFF */
	UNREAD(0, "\x08\xf2\xa6\xb6"), /* libvips */
	UNREAD(0, "\xb6\xa6\xf2\x08"),
	UNREAD(0, "srcdocid:"),  /* CALS */
	UNREAD(0, "\x1bP0;0;0q"), /* Sixel */
	UNREAD(0, "! XPM2"),
	ROW(0, "%!PS-AdobeFont", NONE, NOT_MEDIA),
	UNREAD(0, "%!PS"),
	UNREAD(0, "\4%!PS"),
	UNREAD(0, "\xc5\xd0\xd3\xc6"), /* EPS with a preview */

	/* videos */
	UNREAD(0, "\x1a\x45\xdf\xa3"),                 /* Matroska, WebM */
	UNREAD(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"), /* ASF, WMV */
	UNREAD(0, "\xb7\xd8\0\x20\x37\x49\xda\x11"),   /* WTV */
	UNREAD(0, "FLV\1"),
	UNREAD(0, "\0\0\1\xba"),     /* MPEG program stream */
	UNREAD(0, "\0\0\1\xb3"),     /* MPEG video */
	UNREAD(0, "\0\0\1\xb0"),     /* MPEG-4 video */
	UNREAD(0, "\0\0\0\1\x67"),   /* H.264 */
	UNREAD(0, "\0\0\0\1\x27"),
	UNREAD(0, "\0\0\0\1\x09"),
	UNREAD(0, "\0\0\0\1\x40\1"), /* H.265 */
	UNREAD(0, ".RMF"),           /* RealMedia */
	UNREAD(28, "\x80theora"),    /* first packet of an Ogg file */
	UNREAD(28, "\1video"),
	UNREAD(28, "fishead"),
	UNREAD(28, "BBCD"),
	UNREAD(0, "BBCD"),           /* Dirac */
	UNREAD(0, "DKIF"),           /* IVF */
	UNREAD(0, "YUV4MPEG2 "),
	UNREAD(0, "nut/multimedia container"),
	UNREAD(0, "\x06\x0e\x2b\x34\2\5\1\1"), /* MXF */
	UNREAD(0, "BIKi"),
	UNREAD(0, "SMK2"),
	UNREAD(0, "SMK4"),
	UNREAD(4, "RED1"),
	UNREAD(4, "RED2"),

	/* what is encrypted as a whole */
	LOCKED(0, "LUKS\xba\xbe"),
	LOCKED(3, "-FVE-FS-"), /* BitLocker */
	LOCKED(0, "encrcdsa"), /* Apple disk image */
	LOCKED(0, "cdsaencr"),
	LOCKED(0, "Salted__"), /* openssl enc */
	LOCKED(0, "age-encryption.org/"),
	LOCKED(0, "-----BEGIN PGP MESSAGE-----"),

	/* archives, and single files that are packed */
	HOLDS(0, "PK\3\4"), /* and Office, OpenDocument, EPUB, APK, JAR */
	HOLDS(0, "PK\5\6"),
	HOLDS(0, "PK\7\x08"),
	HOLDS(0, "PK00PK\3\4"),
	HOLDS(0, "7z\xbc\xaf\x27\x1c"),
	HOLDS(0, "Rar!\x1a\7"),
	HOLDS(0, "\x1f\x8b"),    /* gzip */
	HOLDS(0, "\x1f\x9d"),    /* compress */
	HOLDS(0, "\x1f\xa0"),
	HOLDS(4, "1AY&SY"), /* bzip2 */
	HOLDS(0, "\xfd""7zXZ\0"),
	HOLDS(0, "\x5d\0\0\x80\0"), /* LZMA */
	HOLDS(0, "\x28\xb5\x2f\xfd"), /* zstd */
	HOLDS(0, "\4\x22\x4d\x18"), /* LZ4 */
	HOLDS(0, "LZIP"),
	HOLDS(0, "\x89LZO\0\r\n\x1a\n"),
	HOLDS(0, "\xff\6\0\0sNaPpY"),
	HOLDS(257, "ustar"),     /* tar */
	HOLDS(0, "\xc7\x71"),
	HOLDS(0, "!<arch>\n"),
	HOLDS(0, "\xed\xab\xee\xdb"), /* RPM */
	HOLDS(0, "MSCF\0\0\0\0"),        /* cabinet */
	HOLDS(0, "ISc("),
	HOLDS(0, "\x60\xea"),    /* ARJ */
	HOLDS(2, "-lh0-"),
	HOLDS(2, "-lh5-"),
	HOLDS(2, "-lh6-"),
	HOLDS(2, "-lh7-"),
	HOLDS(7, "**ACE**"),
	HOLDS(0, "xar!\0"),
	HOLDS(0, "SIT!"),
	HOLDS(0, "StuffIt"),
	HOLDS(0, "7kSt"),        /* ZPAQ */
	HOLDS(0, "MSWIM\0\0\0"),
	HOLDS(0, "ANDROID BACKUP\n"),
	HOLDS(0, "Cr24"),        /* browser extension */

	/* documents and mail */
	HOLDS(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), /* OLE: Office, MSG, Thumbs.db */
	HOLDS(0, "{\\rtf"),
	HOLDS(0, "ITSF"),                  /* help with pictures */
	HOLDS(0, "ITOLITLS"),
	HOLDS(60, "BOOKMOBI"),
	HOLDS(0, "!BDN"),                  /* PST, OST */
	HOLDS(0, "\xcf\xad\x12\xfe"),      /* Outlook Express */
	HOLDS(0, "\x1a\0\0\4\0\0"),        /* Notes */
	HOLDS(0, "\x78\x9f\x3e\x22"),      /* winmail.dat */
	HOLDS(0, "*mbx*"),

	/* databases and caches, of thumbnails too */
	HOLDS(0, "SQLite format 3\0"),
	HOLDS(0, "CMMM"),                  /* thumbcache */
	HOLDS(4, "\xef\xcd\xab\x89"),      /* ESE: Windows search, browsers, mail */
	HOLDS(4, "Standard Jet DB"),
	HOLDS(4, "Standard ACE DB"),
	HOLDS(0, "\xc3\xca\3\xc1"),        /* caches of Chrome */
	HOLDS(0, "\xc3\xca\4\xc1"),
	HOLDS(0, "\x30\x5c\x72\xa7\x1b\x6d\xfb\xfc"),
	HOLDS(16, "T-DB"), /* Realm */

	/* memory */
	HOLDS(0, "PAGEDUMP"),
	HOLDS(0, "PAGEDU64"),
	HOLDS(0, "MDMP\x93\xa7"),
	HOLDS(0, "hibr\0"),
	HOLDS(0, "HIBR\0"),
	HOLDS(0, "EMiL\1"), /* LiME */
	HOLDS(4086, "SWAPSPACE2"),

	/* images of disks */
	HOLDS(0, "EVF\x09\r\n\xff\0"), /* E01 */
	HOLDS(0, "EVF2\r\n\x81\0"),
	HOLDS(0, "LVF\x09\r\n\xff\0"),
	HOLDS(0, "LEF2\r\n\x81\0"),
	HOLDS(0, "AFF10\r\n"),
	HOLDS(0, "ADSEGMENTEDFILE"),   /* AD1 */
	HOLDS(0, "KDMV"),              /* VMDK */
	HOLDS(0, "COWD\1"),
	HOLDS(0, "# Disk DescriptorFile"),
	HOLDS(0, "vhdxfile"),
	HOLDS(0, "conectix"),          /* VHD */
	HOLDS(0, "QFI\xfb"),           /* QCOW */
	HOLDS(0, "QED\0"),
	HOLDS(64, "\x7f\x10\xda\xbe"), /* VDI */
	HOLDS(0, "WithoutFreeSpace"),
	HOLDS(0, "WithouFreSpacExt"),
	HOLDS(0, "sprs\0\0"),              /* Apple's sparse image */
	HOLDS(0, "\x3a\xff\x26\xed"),  /* Android's sparse image */
	HOLDS(0, "PARTCLONE-IMAGE"),
	HOLDS(512, "EFI PART"),
	HOLDS(512, "PM\0\0"),          /* Apple's partition map */
	HOLDS(512, "LABELONE"),        /* LVM */
	HOLDS(3, "NTFS    "),
	HOLDS(3, "EXFAT   "),
	HOLDS(3, "ReFS\0"),
	HOLDS(1024, "H+\0\4"), /* HFS+ */
	HOLDS(1024, "HX\0\5"),
	HOLDS(32, "NXSB"),     /* APFS */
	HOLDS(0, "XFSB"),
	HOLDS(1024, "\x10\x20\xf5\xf2"), /* F2FS */
	HOLDS(1024, "\xe2\xe1\xf5\xe0"), /* EROFS */
	HOLDS(0, "hsqs"),
	HOLDS(0, "sqsh"),
	HOLDS(0, "\x45\x3d\xcd\x28"), /* cramfs */
	HOLDS(0, "-rom1fs-"),
	HOLDS(0, "UBI#"),
	HOLDS(65600, "_BHRfS_M"), /* btrfs */
	HOLDS(65588, "ReIsEr"),
	HOLDS(32769, "CD001"), /* ISO 9660 */
	HOLDS(32769, "BEA01"), /* UDF */
	HOLDS(32769, "CDROM"),
	HOLDS(0, "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0"), /* sectors with their heads */
};
/* clang-format on */

const struct sicht_signature *sicht_signature_find(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
		const struct sicht_signature *row = &signatures[i];
		if (head.size >= row->offset + row->size_bytes &&
			memcmp(data + row->offset, row->bytes, row->size_bytes) == 0)
			return row;
	}
	return NULL;
}

/* SPDX-License-Identifier: MIT */
/*
 * Names as people and programs give them. Words that mean something else as often (".ts" is
 * TypeScript, ".raw" is anything) are left out.
 */
#include "engine/worker/extension.h"

#include <string.h>
#include <strings.h>

#define EXTENSION_BYTES_MAX 15

/* Words between spaces. */
static const char pictures[] =
	" jpg jpeg jpe jfif png apng gif tif tiff webp heic heif hif avif bmp dib ico cur ani jxl "
	"jp2 "
	"j2k j2c jpf jpx jpm jxr wdp hdp tga icb vda vst pcx psd psb xcf kra ora procreate clip "
	"psp "
	"pspimage svg svgz eps ai cdr wmf emf dng cr2 cr3 crw nef nrw arw srf sr2 orf rw2 rwl raf "
	"pef "
	"srw 3fr fff iiq erf kdc dcr mrw mos x3f mef dds exr qoi pbm pgm ppm pnm pfm sgi "
	"ras "
	"xpm xbm xwd pict pct djvu djv dcm flif bpg jng mng insp mpo "
	"wbmp dcx jbg jbig jb2 g3 fax mtv hrz ipl otb palm pgx viff xv vicar pcd cin dpx fits fts "
	"rgb "
	"rgba bw sun miff "
	"mp4 m4v mov qt avi mkv webm wmv asf mpg mpeg mpe m2v vob m2ts 3gp 3g2 3gpp flv f4v "
	"swf "
	"ogv rm rmvb divx dv mxf insv lrv ivf h264 h265 hevc wtv dvr-ms amv y4m ";
static const char containers[] =
	" zip zipx rar r00 7z tar gz tgz bz2 tbz tbz2 xz txz zst tzst lz lz4 lzma z cab arj lha "
	"lzh ace "
	"sit sitx cpio xar rpm deb jar war apk apks xapk ipa aab msi wim esd appimage "
	"pdf xps oxps doc docx docm dotx xls xlsx xlsm xlsb ppt pptx pptm pps ppsx vsd "
	"vsdx one "
	"odt ods odp odg rtf epub mobi azw azw3 cbz cbr cb7 chm mht mhtml maff "
	"eml emlx msg mbox mbx mbs pst ost dbx nsf tnef "
	"iso img dmg sparseimage toast nrg mdf cdi vhd vhdx vmdk vdi qcow qcow2 hdd e01 ex01 "
	"l01 "
	"lx01 s01 ad1 aff aff4 dd 001 ova ovf nbd "
	"sqlite sqlite3 edb mdb accdb realm thumbdata tc hc ab tib gho pbd vbk bkf wbk ";

bool sicht_extension_is_one_of(struct sicht_bytes name, const char *words)
{
	char word[EXTENSION_BYTES_MAX + 3] = " ";
	const char *begin = name.data, *end = begin + name.size, *dot = end;
	while (dot > begin && dot[-1] != '/' && dot[-1] != '.')
		dot--;
	size_t size = (size_t)(end - dot);
	if (dot == begin || dot[-1] != '.' || size == 0 || size > EXTENSION_BYTES_MAX)
		return false;
	memcpy(word + 1, dot, size);
	word[size + 1] = ' ';
	return strpbrk(word + 1, " ") == word + size + 1 && strcasestr(words, word) != NULL;
}

enum sicht_outcome sicht_extension_promise(struct sicht_bytes name)
{
	static const char thumbnails[] = "thumbs.db";
	const size_t size = sizeof thumbnails - 1;
	if (sicht_extension_is_one_of(name, pictures))
		return SICHT_OUTCOME_UNSUPPORTED;
	if (sicht_extension_is_one_of(name, containers) ||
		(name.size >= size && strncasecmp((const char *)name.data + name.size - size,
					      thumbnails, size) == 0))
		return SICHT_OUTCOME_CONTAINER;
	return SICHT_OUTCOME_NOT_MEDIA;
}

#include "tests/signing/attacks.h"

#include <cstdio>

#include "tests/signing/verifier_fixture.h"

namespace sohoa::test {
namespace {

constexpr char kField7[] =
    "<< /Type /Annot /Subtype /Widget /FT /Sig /T (CompetentPerson) /F 132 /P 3 0 R "
    "/Rect [30 770 290 830] ";
constexpr char kPageHead[] =
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> ";
constexpr char kEvilPage[] = "<< /Length 6 >>\nstream\n0 g f \nendstream";
constexpr char kForm[] =
    "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length 26 >>\nstream\n"
    "0 0 595 842 re 0 g f      \nendstream";
constexpr char kCatalog[] = "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R ";

std::string objectText(int number, const std::string& body) {
  return std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
}

// The text from `from` to the end of the next `until`, in the first signature dictionary.
std::string firstPart(const std::string& pdf, const std::string& from, const std::string& until) {
  const auto begin = pdf.find(from);
  const auto end = pdf.find(until, begin) + until.size();
  return pdf.substr(begin, end - begin);
}
// Same length, so that nothing else moves.
std::string overwritten(const std::string& pdf, const std::string& from, std::string to) {
  to.resize(from.size(), ' ');
  return replaced(pdf, from, to);
}
std::string byteRange(const std::string& pdf) { return firstPart(pdf, "/ByteRange [", "]"); }
std::string contents(const std::string& pdf) { return firstPart(pdf, "/Contents <", ">"); }

std::string withByteRange(const std::string& pdf, const std::string& range) {
  return overwritten(pdf, byteRange(pdf), range);
}
std::string withContents(const std::string& pdf, const std::string& text) {
  return overwritten(pdf, contents(pdf), text);
}

std::string lastXref(const std::string& pdf) {
  const auto at = pdf.rfind("startxref\n") + 10;
  return pdf.substr(at, pdf.find('\n', at) - at);
}

// One more revision in which a table alone points an object somewhere else.
std::string pointedTo(const std::string& pdf, int number, std::size_t offset) {
  auto attacked = appendRevision(pdf, {{number, "null"}});
  const auto row = attacked.rfind("\n" + std::to_string(number) + " 1\n");
  char digits[16];
  std::snprintf(digits, sizeof digits, "%010zu", offset);
  return attacked.replace(attacked.find('\n', row + 1) + 1, 10, digits);
}

std::vector<Attack> forgeries() {
  using S = std::string;
  return {
      {"UsfContentsGone", "CONTENTS_MALFORMED",
       [](const S& pdf) { return replaced(pdf, "/Contents <", "/Contentz <"); }},
      {"UsfContentsNull", "CONTENTS_MALFORMED",
       [](const S& pdf) { return withContents(pdf, "/Contents null"); }},
      {"UsfContentsEmpty", "CONTENTS_MALFORMED",
       [](const S& pdf) { return withContents(pdf, "/Contents <>"); }},
      {"UsfContentsZero", "BYTERANGE_GAP_IS_NOT_CONTENTS",
       [](const S& pdf) { return withContents(pdf, "/Contents <00>"); }},
      {"UsfByteRangeGone", "SIGNATURE_DICTIONARY_MALFORMED",
       [](const S& pdf) { return replaced(pdf, "/ByteRange [", "/ByteRangf ["); }},
      {"UsfByteRangeNull", "SIGNATURE_DICTIONARY_MALFORMED",
       [](const S& pdf) { return withByteRange(pdf, "/ByteRange null"); }},
      {"UsfByteRangeEmpty", "BYTERANGE_MALFORMED",
       [](const S& pdf) { return withByteRange(pdf, "/ByteRange []"); }},
      {"UsfByteRangeNegative", "BYTERANGE_MALFORMED",
       [](const S& pdf) { return withByteRange(pdf, "/ByteRange [0 -1 9 9]"); }},
      {"UsfByteRangeOf32Bits", "BYTERANGE_MALFORMED",
       [](const S& pdf) { return withByteRange(pdf, "/ByteRange [0 9 4294967296 9]"); }},
      {"UsfByteRangeOf64Bits", "BYTERANGE_MALFORMED",
       [](const S& pdf) {
         return withByteRange(pdf, "/ByteRange [0 9223372036854775807 9223372036854775807 9]");
       }},
      {"UsfByteRangeThatEndsEarly", "BYTERANGE_NOT_REVISION_END",
       [](const S& pdf) {
         const auto range = byteRange(pdf);
         const auto at = range.find_last_of(' ', range.size() - 3) + 1;
         return withByteRange(
             pdf, range.substr(0, at) + std::to_string(std::stoul(range.substr(at)) - 40) + "]");
       }},
      {"UsfByteRangeOfSixNumbers", "BYTERANGE_MALFORMED",
       [](const S& pdf) { return withByteRange(pdf, "/ByteRange [0 9 10 9 20 9]"); }},
  };
}

std::vector<Attack> savings() {
  using S = std::string;
  return {
      {"IsaNewPageContent", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{4, kEvilPage}});
       }},
      {"IsaNewPages", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{2, "<< /Type /Pages /Kids [3 0 R 160 0 R] /Count 2 >>"},
                                     {160, S(kPageHead) + ">>"}});
       }},
      {"IsaNewCatalog", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return replacedLast(appendRevision(pdf, {{160, S(kCatalog) + ">>"}}), "/Root 1 0 R",
                             "/Root 160 0 R");
       }},
      {"IsaBodyWithoutTable", "TRAILING_BYTES",
       [](const S& pdf) { return pdf + objectText(4, kEvilPage); }},
      {"IsaBodyAndEmptyTrailer", "TRAILING_BYTES",
       [](const S& pdf) { return pdf + objectText(4, kEvilPage) + "xref\ntrailer\n<< >>\n"; }},
      {"IsaBodyAndForeignTrailer", "XREF_CHAIN_BROKEN",
       [](const S& pdf) {
         return pdf + objectText(4, kEvilPage) + "trailer\n<< /Root 1 0 R >>\nstartxref\n" +
                lastXref(pdf) + "\n%%EOF\n";
       }},
      {"IsaTableThatPointsNowhere", "XREF_MALFORMED",
       [](const S& pdf) {
         return pdf + objectText(4, kEvilPage) + "startxref\n99999999\n%%EOF\n";
       }},
      {"IsaCopiedSignature", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(
             pdf, {{4, kEvilPage},
                   {160, "<< /Type /Sig " + byteRange(pdf) + " " + contents(pdf) + " >>"},
                   {7, S(kField7) + "/V 160 0 R >>"}});
       }},
      {"IsaFirstSectionSkipped", "OBJECT_NOT_IN_XREF",
       [](const S& pdf) {
         const auto base = pdf.find("startxref\n") + 10;
         const auto first = pdf.substr(base, pdf.find('\n', base) - base);
         return replacedLast(appendRevision(pdf, {{4, kEvilPage}}), "/Prev " + lastXref(pdf),
                             "/Prev " + first);
       }},
  };
}

// The second range is moved away and other bytes stand in the gap.
std::string wrapped(const std::string& pdf, const std::string& filling, bool keep_numbers) {
  const auto gap = pdf.find("/Contents <");
  const auto end = pdf.find('>', gap) + 1;
  auto attacked = pdf;
  attacked.insert(end, filling);
  if (keep_numbers) return attacked;
  const auto begin = gap + 10;
  const auto range = byteRange(attacked);
  const auto rest = range.substr(range.find_last_of(' ', range.size() - 3));
  return withByteRange(attacked, "/ByteRange [0 " + std::to_string(begin) + " " +
                                     std::to_string(end + filling.size()) +
                                     rest.substr(0, rest.find(']')) + "]");
}

std::vector<Attack> wrappings() {
  using S = std::string;
  return {
      {"SwaBytesAfterContents", "XREF_MALFORMED",
       [](const S& pdf) { return wrapped(pdf, " /Evil true ", false); }},
      {"SwaSecondContents", "XREF_MALFORMED",
       [](const S& pdf) { return wrapped(pdf, " /Contents <00> ", false); }},
      {"SwaObjectsInTheGap", "XREF_MALFORMED",
       [](const S& pdf) { return wrapped(pdf, "\n" + objectText(4, kEvilPage), false); }},
      {"SwaNumbersKept", "XREF_MALFORMED",
       [](const S& pdf) { return wrapped(pdf, " /Evil true ", true); }},
      {"SwaPaddingUsed", "CMS_TRAILING_BYTES",
       [](const S& pdf) {
         auto attacked = pdf;
         attacked[pdf.find('>', pdf.find("/Contents <")) - 1] = '7';
         return attacked;
       }},
      {"SwaSpaceInContents", "BYTERANGE_GAP_IS_NOT_CONTENTS",
       [](const S& pdf) {
         auto attacked = pdf;
         attacked[pdf.find('>', pdf.find("/Contents <")) - 1] = ' ';
         return attacked;
       }},
  };
}

std::vector<Attack> shadows() {
  using S = std::string;
  return {
      {"ShadowTableBackIntoTheBase", "XREF_POINTS_OUTSIDE_REVISION",
       [](const S& pdf) { return pointedTo(pdf, 4, pdf.find("2 0 obj")); }},
      {"ShadowObjectNull", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{4, "null"}});
       }},
      {"ShadowObjectFreed", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         auto attacked = appendRevision(pdf, {{4, "null"}});
         return attacked.replace(attacked.rfind("\n4 1\n") + 5, 18, "0000000000 00001 f");
       }},
      {"ShadowFreedThenReused", "FREED_OBJECT_REUSED",
       [](const S& pdf) {
         auto freed = appendRevision(pdf, {{4, "null"}});
         freed.replace(freed.rfind("\n4 1\n") + 5, 18, "0000000000 00001 f");
         return appendRevision(freed, {{4, kEvilPage}});
       }},
      {"ShadowNewResources", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{3, S("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
                                           "/Resources << /XObject << /X 160 0 R >> >> "
                                           "/Contents 4 0 R /Annots [7 0 R 8 0 R] >>")},
                                     {160, kForm}});
       }},
      {"ShadowOtherPageBox", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{3, S("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 50 50] "
                                           "/Resources << >> /Contents 4 0 R "
                                           "/Annots [7 0 R 8 0 R] >>")}});
       }},
      {"ShadowAppearanceReplaced", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         const auto value = firstPart(pdf, "/V ", " R");
         return appendRevision(
             pdf, {{7, S(kField7) + value + " /AP << /N 160 0 R >> >>"}, {160, kForm}});
       }},
      {"ShadowAppearanceMoved", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{7, replaced(kField7, "[30 770 290 830]", "[0 0 595 842]") +
                                             firstPart(pdf, "/V ", " R") + " " +
                                             firstPart(pdf, "/AP ", ">>") + " >>"}});
       }},
      {"AppearanceRecycled", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         const auto field = pdf.rfind("/T (AgencySeal)");
         const auto value = firstPart(pdf.substr(field), "/V ", " R");
         return appendRevision(pdf,
                               {{8, replaced(replaced(kField7, "CompetentPerson", "AgencySeal"),
                                             "[30 770 290 830]", "[305 770 565 830]") +
                                        value + " " + firstPart(pdf, "/AP ", ">>") + " >>"}});
       }},
      {"ShadowLayers", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf,
                               {{1, S(kCatalog) + "/OCProperties << /OCGs [] /D << >> >> >>"}});
       }},
      {"ShadowNeedAppearances", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{5, "<< /Fields 6 0 R /SigFlags 3 /NeedAppearances true >>"}});
       }},
      {"ShadowForeignForm", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{5, "<< /Fields 6 0 R /SigFlags 3 /XFA (x) >>"}});
       }},
  };
}

std::vector<Attack> annotations() {
  using S = std::string;
  const auto page = [](const S& annotations) {
    return S(kPageHead) + "/Contents 4 0 R /Annots [" + annotations + "] >>";
  };
  return {
      {"EaaFreeText", "REVISION_NOT_ALLOWED",
       [page](const S& pdf) {
         return appendRevision(
             pdf, {{3, page("7 0 R 8 0 R 160 0 R")},
                   {160,
                    "<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] /Contents (x) "
                    "/AP << /N 161 0 R >> >>"},
                   {161, kForm}});
       }},
      {"EaaStamp", "REVISION_NOT_ALLOWED",
       [page](const S& pdf) {
         return appendRevision(pdf, {{3, page("7 0 R 8 0 R 160 0 R")},
                                     {160, "<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] >>"}});
       }},
      {"EaaSignatureHidden", "REVISION_NOT_ALLOWED",
       [page](const S& pdf) {
         return appendRevision(pdf, {{3, page("8 0 R")}});
       }},
      {"SsaVisibleEmptyField", "REVISION_NOT_ALLOWED",
       [page](const S& pdf) {
         return appendRevision(
             pdf, {{6, "[7 0 R 8 0 R 160 0 R]"},
                   {3, page("7 0 R 8 0 R 160 0 R")},
                   {160,
                    "<< /Type /Annot /Subtype /Widget /FT /Sig /T (More) /F 4 /P 3 0 R "
                    "/Rect [0 0 595 842] /AP << /N 161 0 R >> >>"},
                   {161, kForm}});
       }},
      {"SsaTextField", "REVISION_NOT_ALLOWED",
       [page](const S& pdf) {
         return appendRevision(
             pdf, {{6, "[7 0 R 8 0 R 160 0 R]"},
                   {3, page("7 0 R 8 0 R 160 0 R")},
                   {160,
                    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (More) /V (x) /F 4 /P 3 0 R "
                    "/Rect [0 0 595 842] >>"}});
       }},
      {"ActionOnOpening", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf,
                               {{1, S(kCatalog) + "/OpenAction << /S /JavaScript /JS (1) >> >>"}});
       }},
      {"NamesAdded", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{1, S(kCatalog) + "/Names << >> >>"}});
       }},
      {"PermissionsInvented", "CERTIFICATION_MISPLACED",
       [](const S& pdf) {
         return appendRevision(pdf, {{1, S(kCatalog) + "/Perms << /DocMDP 7 0 R >> >>"}});
       }},
      {"SignatureTakenOutOfTheForm", "ORPHAN_SIGNATURE",
       [](const S& pdf) {
         return appendRevision(pdf, {{6, "[8 0 R]"}});
       }},
      {"OneSignatureInTwoFields", "SIGNATURE_SHARED_BY_FIELDS",
       [](const S& pdf) {
         const auto value = firstPart(pdf, "/V ", " R");
         return appendRevision(pdf,
                               {{8, replaced(replaced(kField7, "CompetentPerson", "AgencySeal"),
                                             "[30 770 290 830]", "[305 770 565 830]") +
                                        value + " >>"}});
       }},
      {"StorePartInAPage", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(pdf, {{1, S(kCatalog) + "/DSS 160 0 R >>"},
                                     {160, "<< /Type /DSS /CRLs [4 0 R] >>"},
                                     {4, kEvilPage}});
       }},
      {"StoreWithAForeignEntry", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         return appendRevision(
             pdf, {{1, S(kCatalog) + "/DSS 160 0 R >>"}, {160, "<< /Type /DSS /Evil 4 0 R >>"}});
       }},
  };
}

std::vector<Attack> structures() {
  using S = std::string;
  return {
      {"BytesBetweenRevisions", "UNEXPLAINED_BYTES",
       [](const S& pdf) { return appendRevision(pdf + "hidden words\n", {}); }},
      {"HiddenObjectBetweenRevisions", "OBJECT_NOT_IN_XREF",
       [](const S& pdf) { return appendRevision(pdf + objectText(4, kEvilPage), {}); }},
      {"ObjectTwiceInARevision", "OBJECT_DEFINED_TWICE",
       [](const S& pdf) {
         return appendRevision(pdf + objectText(170, "(a)"), {{170, "(b)"}});
       }},
      {"BytesAfterTheEnd", "TRAILING_BYTES", [](const S& pdf) { return pdf + "% more\n"; }},
      {"BytesBeforeTheHeader", "HEADER_MISSING", [](const S& pdf) { return "\n" + pdf; }},
      {"HybridTable", "XREF_HYBRID",
       [](const S& pdf) { return appendRevision(pdf, {}, " /XRefStm 20"); }},
      {"LoopOfTables", "XREF_CHAIN_BROKEN",
       [](const S& pdf) {
         const auto attacked = appendRevision(pdf, {});
         return replacedLast(attacked, "/Prev " + lastXref(pdf), "/Prev " + lastXref(attacked));
       }},
      {"ChainThatJumpsForward", "XREF_CHAIN_BROKEN",
       [](const S& pdf) {
         const auto previous = "/Prev " + lastXref(pdf);
         return replacedLast(appendRevision(pdf, {}), previous,
                             "/Prev " + std::to_string(pdf.size() + 40));
       }},
      {"TableOffsetOf64Bits", "XREF_MALFORMED",
       [](const S& pdf) {
         return replacedLast(appendRevision(pdf, {}), "startxref\n", "startxref\n99999999999999");
       }},
      {"DuplicateKeyInTheCatalog", "DUPLICATE_KEY",
       [](const S& pdf) {
         return appendRevision(pdf, {{1, S(kCatalog) + "/AcroForm 5 0 R >>"}});
       }},
      {"EncryptionAdded", "ENCRYPTED",
       [](const S& pdf) { return appendRevision(pdf, {}, " /Encrypt << /Filter /Standard >>"); }},
      {"SignatureDictionaryRewritten", "REVISION_NOT_ALLOWED",
       [](const S& pdf) {
         const auto number = std::stoi(firstPart(pdf, "/V ", " R").substr(3));
         return appendRevision(pdf, {{number, "<< /Type /Sig " + byteRange(pdf) + " " +
                                                  contents(pdf) + " /Reason (other) >>"}});
       }},
      {"PageFlipped", "DIGEST_MISMATCH",
       [](const S& pdf) { return replaced(pdf, "0.9 g 50 50", "0.8 g 50 50"); }},
  };
}

}  // namespace

const std::vector<Attack>& attacks() {
  static const std::vector<Attack> all = [] {
    std::vector<Attack> list;
    for (auto* family : {&forgeries, &savings, &wrappings, &shadows, &annotations, &structures}) {
      for (auto& attack : family()) list.push_back(std::move(attack));
    }
    return list;
  }();
  return all;
}

}  // namespace sohoa::test

#include "warehouse/bag_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sohoa::warehouse {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const std::string kA(64, 'a');

std::vector<std::string> codesOf(const std::vector<core::BagFault>& faults) {
  std::vector<std::string> codes;
  for (const auto& fault : faults) codes.push_back(fault.code);
  return codes;
}

ManifestText payloadManifest(const std::string& text) {
  return parseManifest(text, BagDigest::kSha256, true, "m");
}

TEST(BagText, PathsWithLineEndsAndPercentSurviveTheManifest) {
  const std::map<std::string, std::string> digests{
      {"data/100%.txt", kA}, {"data/a\nb", kA}, {"data/a\rb", kA}, {"data/a%0Ab", kA}};
  EXPECT_EQ(payloadManifest(manifestText(digests)).digests, digests);
  EXPECT_EQ(escapedPath("a\r\n%"), "a%0D%0A%25");
  EXPECT_EQ(unescapedPath("%0d%0a%25%41"), "\r\n%%41");
  EXPECT_EQ(unescapedPath("100%"), "100%");
}

TEST(BagText, ManifestsOfOtherToolsAreRead) {
  const auto manifest = payloadManifest(kA + " *data/a\r\n" + kA + "\tdata/b c\r" +
                                        std::string(64, 'B') + "  ./data/d");
  EXPECT_THAT(manifest.faults, IsEmpty());
  EXPECT_THAT(manifest.digests, ElementsAre(Pair("data/a", kA), Pair("data/b c", kA),
                                            Pair("data/d", std::string(64, 'b'))));
}

TEST(BagText, PathsThatLeaveTheirFolderAreRefused) {
  for (const char* path :
       {"data/../x", "../x", "/etc/passwd", "data//x", "data/./x", "data/", "~/x", "data\\x",
        "data/a\x01", "data/\xff", "bagit.txt", "", "data/..", "datax/y"}) {
    EXPECT_TRUE(pathFault(path, true)) << path;
    EXPECT_THAT(payloadManifest(kA + "  " + path + "\n").digests, IsEmpty()) << path;
  }
  EXPECT_FALSE(pathFault("data/a/b..c", true));
  EXPECT_TRUE(pathFault("data/a", false));
  EXPECT_FALSE(pathFault("metadata/x.xml", false));
}

TEST(BagText, OnePathTwiceIsAFaultAlsoInAnotherCaseOrNormalForm) {
  for (const char* again : {"data/a", "data/A"}) {
    EXPECT_THAT(codesOf(payloadManifest(kA + " data/a\n" + kA + " " + again + "\n").faults),
                ElementsAre("path_twice"));
  }
  EXPECT_THAT(codesOf(payloadManifest(kA + " data/\u1ea5\n" + kA + " data/a\u0302\u0301\n").faults),
              ElementsAre("path_twice"));
}

TEST(BagText, LinesThatAreNoEntriesAreFaults) {
  EXPECT_THAT(codesOf(payloadManifest("x\n\n" + kA + "\n" + kA + "g data/a\n").faults), SizeIs(4));
  EXPECT_THAT(codesOf(payloadManifest("\xEF\xBB\xBF" + kA + " data/a\n").faults),
              ::testing::Contains("byte_order_mark"));
}

TEST(BagText, TheDeclarationIsTwoLinesAndNothingElse) {
  EXPECT_THAT(declarationFaults(declarationText()), IsEmpty());
  EXPECT_THAT(declarationFaults("BagIt-Version: 0.97\r\nTag-File-Character-Encoding: UTF-8\r\n"),
              IsEmpty());
  for (const char* bad :
       {"", "BagIt-Version: 1.0\n", "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n",
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nmore\n",
        "\xEF\xBB\xBF"
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"}) {
    EXPECT_FALSE(declarationFaults(bad).empty()) << bad;
  }
}

TEST(BagText, InfoComesBackWithItsOrderAndItsLongLines) {
  const core::BagInfo info{{"Source-Organization", "UBND phường"},
                           {"Note", "một\nhai"},
                           {"Note", "lần nữa: có hai chấm"}};
  const auto read = parseInfo(infoText(info));
  EXPECT_THAT(read.faults, IsEmpty());
  EXPECT_EQ(read.info, info);
}

TEST(BagText, InfoLinesThatAreNoneAreFaults) {
  EXPECT_THAT(codesOf(parseInfo("  first\nno colon\n: no label\n").faults), SizeIs(3));
  EXPECT_THAT(codesOf(parseInfo("A: \xff\n").faults), ElementsAre("tag_encoding"));
}

TEST(BagText, OxumIsTwoNumbers) {
  EXPECT_EQ(parseOxum("279164409832.1198"), (Oxum{279164409832, 1198}));
  EXPECT_EQ(parseOxum(oxumText({7, 2})), (Oxum{7, 2}));
  for (const char* bad :
       {"", ".", "1.", ".1", "1", "1.2.3", "-1.2", "1.2 ", "99999999999999999999.1"}) {
    EXPECT_FALSE(parseOxum(bad)) << bad;
  }
}

TEST(BagText, EmptyAndHugeTextIsNoTrouble) {
  EXPECT_THAT(payloadManifest("").digests, IsEmpty());
  EXPECT_THAT(payloadManifest(std::string(1 << 20, ' ')).faults, SizeIs(1));
  EXPECT_THAT(parseInfo(std::string(1 << 16, '\n')).faults, IsEmpty());
}

}  // namespace
}  // namespace sohoa::warehouse

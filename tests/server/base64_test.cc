#include "server/base64.h"

#include <gtest/gtest.h>

namespace sohoa::server {
namespace {

std::vector<std::uint8_t> bytes(std::string_view text) { return {text.begin(), text.end()}; }

// RFC 4648 section 10.
const std::vector<std::pair<std::string, std::string>> kVectors{{"", ""},
                                                                {"f", "Zg=="},
                                                                {"fo", "Zm8="},
                                                                {"foo", "Zm9v"},
                                                                {"foob", "Zm9vYg=="},
                                                                {"fooba", "Zm9vYmE="},
                                                                {"foobar", "Zm9vYmFy"}};

TEST(Base64, WritesAndReadsTheVectorsOfTheStandard) {
  for (const auto& [plain, coded] : kVectors) {
    SCOPED_TRACE(plain);
    EXPECT_EQ(base64(bytes(plain)), coded);
    EXPECT_EQ(fromBase64(coded), bytes(plain));
    const auto bare = coded.substr(0, coded.find('='));
    EXPECT_EQ(base64Url(plain), bare);
    EXPECT_EQ(fromBase64Url(bare), bytes(plain));
  }
}

TEST(Base64, TakesEveryByteThereAndBack) {
  std::vector<std::uint8_t> all;
  for (int i = 0; i < 256; ++i) {
    all.push_back(static_cast<std::uint8_t>(255 - i));
    EXPECT_EQ(fromBase64(base64(all)), all);
    EXPECT_EQ(fromBase64Url(base64Url(all)), all);
  }
}

TEST(Base64, EachAlphabetRefusesTheDigitsOfTheOther) {
  EXPECT_TRUE(fromBase64("+/+/"));
  EXPECT_FALSE(fromBase64Url("+/+/"));
  EXPECT_TRUE(fromBase64Url("-_-_"));
  EXPECT_FALSE(fromBase64("-_-_"));
}

TEST(Base64, OneValueHasOneSpelling) {
  for (const char* text : {"Zh==", "Zm9=", "Zg", "Zg=", "Zg===", "=",
                           "====", "Z===", "Zm9v====", "Zm 9v", "Zm9v\n", "Zg==Zg==", "Z=g="}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(fromBase64(text));
  }
  for (const char* text : {"Zh", "Zm9", "Z", "Zg==", "Zm8=", "Zm9v=", "Zm9v "}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(fromBase64Url(text));
  }
}

}  // namespace
}  // namespace sohoa::server

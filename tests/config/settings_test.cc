#include "config/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/file.h"

namespace sohoa::config {
namespace {

using testing::HasSubstr;

class SettingsFile : public testing::Test {
 protected:
  Settings load(const std::string& text) {
    core::writeFileAtomically(folder_.path() / "sohoa.toml", text);
    return loadSettings(folder_.path() / "sohoa.toml", "/home/sohoa");
  }
  std::string complaint(const std::string& text) {
    try {
      static_cast<void>(load(text));
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), core::kBadSettings);
      return error.context().detail;
    }
    return "no complaint";
  }
  core::TemporaryFolder folder_;
};

TEST_F(SettingsFile, EmptyFileKeepsEveryDefault) {
  const Settings settings = load("");
  EXPECT_EQ(settings.ocr.language, "vie");
  EXPECT_EQ(settings.scan.default_dpi, 300);
  EXPECT_TRUE(settings.signing.release_only_passed);
}

TEST_F(SettingsFile, BothTemplatesAreReadBackWithoutComplaint) {
  const Settings demo = load(settingsTemplate(true, "p01", "UBND \"Phường\" Thử\\Nghiệm"));
  EXPECT_EQ(demo.unit.name, "UBND \"Phường\" Thử\\Nghiệm");
  EXPECT_EQ(demo.signing.op.key, "/home/sohoa/pki/keys/operator.p12");
  EXPECT_EQ(demo.signing.timestamp_urls, std::vector<std::string>{"local:"});
  const Settings plain = load(settingsTemplate(false, "p01", "Một"));
  EXPECT_TRUE(plain.signing.op.key.empty());
}

TEST_F(SettingsFile, NamesAndUnitsAreReadAndTheirShownDefaultsAreComments) {
  const Settings settings = load("[metadata]\nunits = \"u.toml\"\n[naming]\nfile_name = \"{n}\"\n");
  EXPECT_EQ(settings.metadata.units, "/home/sohoa/u.toml");
  EXPECT_EQ(settings.naming.file_name, "{n}");
  EXPECT_EQ(settings.naming.result_code, "");
  EXPECT_THAT(settingsTemplate(false, "p01", "Một"),
              HasSubstr("# file_name   = \"{ma_ho_so|so_dinh_danh|so_ky_hieu|kind}.{n:3}\""));
}

TEST_F(SettingsFile, TheStoreIsInFilesUnlessAServerIsNamed) {
  EXPECT_EQ(load(settingsTemplate(true, "p01", "Một")).store.url, "");
  EXPECT_EQ(load("[store]\nurl = \"postgresql://db/sohoa\"\n").store.url, "postgresql://db/sohoa");
}

TEST_F(SettingsFile, NobodyReviewsUnlessTheHouseSaysSo) {
  EXPECT_EQ(load("").review.wait, "never");
  EXPECT_EQ(load(settingsTemplate(true, "p01", "Một")).review.wait, "never");
  const auto settings = load("[review]\nwait = \"doubtful\"\nid_threshold = 0.99\n");
  EXPECT_EQ(settings.review.wait, "doubtful");
  EXPECT_EQ(settings.review.threshold, 0.9);
  EXPECT_EQ(settings.review.id_threshold, 0.99);
  EXPECT_THROW(static_cast<void>(load("[review]\nwait = \"sometimes\"\n")), core::Error);
  EXPECT_THROW(static_cast<void>(load("[review]\nthreshold = 7\n")), core::Error);
}

TEST_F(SettingsFile, StorageIsTheHomeFolderUnlessAnS3ServiceIsNamed) {
  EXPECT_EQ(load("").storage.s3.endpoint, "");
  const auto storage = load(
                           "[storage]\ns3_endpoint = \"https://s3.example.vn\"\n"
                           "s3_secret_file = \"keys/s3.secret\"\ns3_style = \"host\"\n")
                           .storage;
  EXPECT_EQ(storage.s3.endpoint, "https://s3.example.vn");
  EXPECT_EQ(storage.s3.secret_file, "/home/sohoa/keys/s3.secret");
  EXPECT_EQ(storage.s3.style, "host");
  EXPECT_THAT(complaint("[storage]\ns3_style = \"dns\"\n"), HasSubstr("path, host"));
}

TEST_F(SettingsFile, EachDeliveryHasANameAndItsHours) {
  const auto deliveries = load(
                              "[[delivery]]\nname = \"a\"\nhours = \"18:00-06:30\"\n"
                              "s3_bucket = \"b\"\n[[delivery]]\nname = \"c\"\n")
                              .deliveries;
  ASSERT_EQ(deliveries.size(), 2U);
  EXPECT_EQ(deliveries[0].opens, 18 * 60);
  EXPECT_EQ(deliveries[0].closes, 6 * 60 + 30);
  EXPECT_EQ(deliveries[0].s3.bucket, "b");
  EXPECT_EQ(deliveries[1].opens, deliveries[1].closes);
  EXPECT_THAT(complaint("[[delivery]]\nhours = \"18:00-06:00\"\n"), HasSubstr("delivery.name"));
  EXPECT_THAT(complaint("[[delivery]]\nname='a'\n[[delivery]]\nname='a'\n"),
              HasSubstr("a name of its own"));
  for (const char* hours : {"18-6", "24:00-06:00", "18:00", "18:00-6:00", "18:00-06:60", "x"}) {
    EXPECT_THAT(complaint(std::string("[[delivery]]\nname='a'\nhours='") + hours + "'\n"),
                HasSubstr("line 3: delivery.hours"));
  }
  EXPECT_THAT(complaint("[[delivery]]\nname='a'\nhour='x'\n"), HasSubstr("delivery.hour"));
  EXPECT_THAT(complaint("[delivery]\nname='a'\n"), HasSubstr("[[delivery]]"));
}

TEST_F(SettingsFile, ADeliveryGoesToABucketAnotherSohoaOrAService) {
  const auto deliveries = load(
                              "[[delivery]]\nname='a'\nsohoa_url='https://kho'\n"
                              "sohoa_client_id='phuong'\nsohoa_secret_file='s'\n"
                              "tls_ca_file='/ca.pem'\ntls_certificate='c.pem'\ntls_key='k.pem'\n"
                              "[[delivery]]\nname='b'\nrest_mapping='cong.toml'\n")
                              .deliveries;
  ASSERT_EQ(deliveries.size(), 2U);
  EXPECT_EQ(deliveries[0].sohoa.url, "https://kho");
  EXPECT_EQ(deliveries[0].sohoa.client_id, "phuong");
  EXPECT_TRUE(deliveries[0].sohoa.secret_file.is_absolute());
  EXPECT_EQ(deliveries[0].tls_ca_file, "/ca.pem");
  EXPECT_EQ(deliveries[0].tls_key.filename(), "k.pem");
  EXPECT_EQ(deliveries[1].rest_mapping.filename(), "cong.toml");
}

TEST_F(SettingsFile, OverridesStandAboveTheFile) {
  core::writeFileAtomically(folder_.path() / "s.toml", std::string_view("[ocr]\nlanguage='vie'\n"));
  const auto settings =
      loadSettings(folder_.path() / "s.toml", "/h",
                   {"ocr.language=vie+eng", "scan.max_megapixels=300", "naming.file_name=\"{n}\""});
  EXPECT_EQ(settings.ocr.language, "vie+eng");
  EXPECT_EQ(settings.scan.max_megapixels, 300);
  EXPECT_EQ(settings.naming.file_name, "{n}");
}

TEST_F(SettingsFile, OverridesAreCheckedAsTheFileIs) {
  core::writeFileAtomically(folder_.path() / "s.toml", std::string_view(""));
  for (const char* bad :
       {"ocr.languag=vie", "scan.max_megapixels=0", "scan.max_pages=viele", "ocr", "=", "ocr.=x",
        ".x=1", "ocr.language", "scan.max_pages=1\nmax_megapixels=1"}) {
    EXPECT_THROW(static_cast<void>(loadSettings(folder_.path() / "s.toml", "/h", {bad})),
                 core::Error)
        << bad;
  }
}

TEST_F(SettingsFile, OnlyReadingCanBeSetForAPartOfABatch) {
  EXPECT_NO_THROW(requireReadingSettings({"ocr.language=vie", "scan.max_megapixels=1"}));
  EXPECT_THROW(requireReadingSettings({"ocr.language=vie", "signing.level=B-B"}), core::Error);
  EXPECT_THROW(requireReadingSettings({"unit.id=x"}), core::Error);
  EXPECT_THROW(requireReadingSettings({"x"}), core::Error);
}

TEST_F(SettingsFile, AbsolutePathsStayAsTheyAre) {
  EXPECT_EQ(load("[copy]\nfont = \"/a/b.ttf\"\n").copy.font, "/a/b.ttf");
}

TEST_F(SettingsFile, UnknownKeyIsNamedWithItsLine) {
  EXPECT_THAT(complaint("[ocr]\nlanguag = \"vie\"\n"),
              HasSubstr("line 2: unknown key ocr.languag"));
}

TEST_F(SettingsFile, ValueOutOfRangeIsNamedWithItsRange) {
  EXPECT_THAT(complaint("[scan]\ndefault_dpi = 5\n"),
              HasSubstr("scan.default_dpi must be a number from 50 to 2400"));
}

TEST_F(SettingsFile, WrongTypeIsNamed) {
  EXPECT_THAT(complaint("[trust]\nanchors = \"one.pem\"\n"), HasSubstr("a list of strings"));
  EXPECT_THAT(complaint("unit = 3\n"), HasSubstr("unit must be a table"));
}

TEST_F(SettingsFile, LevelThatIsNotOfferedIsRefused) {
  EXPECT_THAT(complaint("[signing]\nlevel = \"B-X\"\n"), HasSubstr("B-B, B-T, B-LT or B-LTA"));
}

TEST_F(SettingsFile, BrokenTomlNamesTheLine) {
  EXPECT_THAT(complaint("[unit]\nid = \n"), HasSubstr("line 2"));
}

}  // namespace
}  // namespace sohoa::config

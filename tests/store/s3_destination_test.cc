#include "store/s3_destination.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/conformance/forked_processes.h"
#include "tests/store/s3_fixture.h"

namespace sohoa::store {
namespace {

using testing::SizeIs;

class S3DestinationTest : public S3BlobStoreTest {
 protected:
  S3DestinationTest() {
    rules_.place = options_.place;
    rules_.prefix = options_.prefix;
    rules_.retries = options_.retries;
    rules_.part_size = 1 << 20;
  }
  // A copy whose PDF has so many bytes.
  core::OutgoingCopy copyOf(const std::string& id, std::size_t size) {
    const auto file = folder_.path() / (id + ".pdf");
    std::vector<std::uint8_t> bytes(size, static_cast<std::uint8_t>(size));
    std::copy(id.begin(), id.end(), bytes.begin());
    core::writeFileAtomically(file, bytes);
    core::OutgoingCopy copy;
    copy.copy.id = id;
    copy.copy.kind = "giay-khai-sinh";
    copy.copy.title = "Giấy khai sinh";
    copy.copy.fields["ho_ten"] = std::string("Nguyễn Văn A");
    copy.copy.content = core::sha256(bytes);
    copy.copy.created = core::parseIso8601("2026-11-23T08:00:00+07:00");
    copy.file = file;
    copy.size = size;
    copy.key = "key of " + id;
    return copy;
  }
  std::string send(const core::OutgoingCopy& copy) {
    return S3Destination(http_, test::credentials(), rules_, test::kSystemClock).send(copy).id;
  }
  // What lies at the far side, without the prefix.
  [[nodiscard]] std::vector<std::string> farSide() const {
    S3Request list;
    list.query = {{"list-type", "2"}, {"prefix", options_.prefix}};
    std::vector<std::string> keys;
    for (const auto& each : parseS3Xml(test::clientOf("sohoa").require(list).body).children) {
      if (each.name == "Contents") {
        keys.emplace_back(each.textOf("Key").substr(options_.prefix.size() + 1));
      }
    }
    return keys;
  }

  S3DestinationOptions rules_;
};

TEST_F(S3DestinationTest, LeavesTheFileUnderItsDigestAndARecordThatNamesIt) {
  const auto copy = copyOf("abc", 1000);
  EXPECT_EQ(send(copy), "s3://sohoa/" + options_.prefix + "/copies/abc.json");
  EXPECT_TRUE(open()->intact(copy.copy.content));
  S3Request get;
  get.key = options_.prefix + "/copies/abc.json";
  const auto answer = test::clientOf("sohoa").require(get);
  const auto record = nlohmann::json::parse(answer.body);
  EXPECT_EQ(record.at("sha256"), copy.copy.content.hex());
  EXPECT_EQ(record.at("title"), "Giấy khai sinh");
  EXPECT_EQ(record.at("fields").at("ho_ten"), "Nguyễn Văn A");
  EXPECT_EQ(answer.header("x-amz-meta-idempotency-key"), "key of abc");
}

TEST_F(S3DestinationTest, SendingAgainChangesNothing) {
  const auto copy = copyOf("abc", 1000);
  const auto receipt = send(copy);
  http_.requests.clear();
  EXPECT_EQ(send(copy), receipt);
  EXPECT_THAT(farSide(), SizeIs(2));
}

TEST_F(S3DestinationTest, OtherContentUnderTheSameIdIsAConflict) {
  send(copyOf("abc", 1000));
  EXPECT_EQ(slugOf([&] { static_cast<void>(send(copyOf("abc", 1001))); }),
            core::kCopyConflict.slug);
}

// Whichever answer is lost, whichever request does not get there: after the next attempt there is
// one copy, and the receipt is the same.
TEST_F(S3DestinationTest, ExactlyOneCopyWhereverTheLineBreaks) {
  rules_.retries.attempts = 1;
  int number = 0;
  for (const bool on_the_way_back : {false, true}) {
    for (int broken = 0;; ++broken) {
      const auto copy = copyOf("copy-" + std::to_string(++number), (2U << 20U) + 10U);
      int count = 0;
      const auto line = [&](bool back) {
        if (back == on_the_way_back && count++ == broken) {
          throw core::Error(kS3Unavailable, {.detail = "the line is dead"});
        }
      };
      http_.before = [&](core::HttpRequest&) { line(false); };
      http_.after = [&](const core::HttpRequest&, core::HttpResponse&) { line(true); };
      const bool failed = !slugOf([&] { static_cast<void>(send(copy)); }).empty();
      http_.before = {};
      http_.after = {};
      EXPECT_EQ(send(copy), "s3://sohoa/" + options_.prefix + "/copies/" + copy.copy.id + ".json");
      if (!failed) break;
    }
  }
  EXPECT_GT(number, 10);
  std::size_t records = 0;
  for (const auto& key : farSide()) records += key.starts_with("copies/") ? 1 : 0;
  EXPECT_EQ(records, static_cast<std::size_t>(number));
  EXPECT_THAT(farSide(), SizeIs(2 * records));
}

TEST_F(S3DestinationTest, AKilledSenderLeavesWhatTheNextOneCompletes) {
  const auto copy = copyOf("abc", (3U << 20U) + 1U);
  conformance::ForkedProcess sender([&](int out) {
    http_.before = [&](core::HttpRequest& request) {
      if (request.url.find("partNumber=2") == std::string::npos) return;
      conformance::say(out, "in mid-file");
      ::pause();
    };
    static_cast<void>(send(copy));
  });
  ASSERT_EQ(sender.line(), "in mid-file");
  sender.killHard();
  static_cast<void>(send(copy));
  EXPECT_THAT(farSide(), SizeIs(2));
  EXPECT_TRUE(open()->intact(copy.copy.content));
}

TEST_F(S3DestinationTest, ANewAttemptGoesOnAfterTheLastWholePart) {
  rules_.retries.attempts = 1;
  auto copy = copyOf("abc", (3U << 20U) + 1U);
  copy.keep = [&](const std::string& progress) { copy.progress = progress; };
  http_.before = [](const core::HttpRequest& request) {
    if (request.url.find("partNumber=3") != std::string::npos) {
      throw core::Error(kS3Unavailable, {.detail = "the line is dead"});
    }
  };
  EXPECT_EQ(slugOf([&] { static_cast<void>(send(copy)); }), kS3Unavailable.slug);
  EXPECT_EQ(uploadsInProgress(), 1U);
  http_.before = {};
  http_.requests.clear();
  static_cast<void>(send(copy));
  EXPECT_EQ(std::ranges::count_if(http_.requests,
                                  [](const std::string& each) {
                                    return each.find("partNumber=") != std::string::npos;
                                  }),
            2);
  EXPECT_TRUE(open()->intact(copy.copy.content));
  EXPECT_EQ(uploadsInProgress(), 0U);
}

TEST_F(S3DestinationTest, AnUploadThatSomebodyEndedBeginsAgain) {
  rules_.retries.attempts = 1;
  auto copy = copyOf("abc", (3U << 20U) + 1U);
  copy.keep = [&](const std::string& progress) { copy.progress = progress; };
  copy.progress = R"({"upload":"2~gone","part_size":1048576,"tags":["\"a\""]})";
  EXPECT_EQ(slugOf([&] { static_cast<void>(send(copy)); }), kS3Unavailable.slug);
  static_cast<void>(send(copy));
  EXPECT_TRUE(open()->intact(copy.copy.content));
  for (const char* notes : {"{", "[]", R"({"upload":3,"part_size":1048576,"tags":[]})"}) {
    auto other = copyOf("n" + std::to_string(std::string(notes).size()), (2U << 20U) + 1U);
    other.progress = notes;
    EXPECT_EQ(send(other).substr(0, 5), "s3://");
  }
}

TEST_F(S3DestinationTest, AFileThatIsNotWhatItsDigestSaysIsRefused) {
  auto copy = copyOf("abc", 1000);
  copy.copy.content = core::sha256(std::string_view("something else"));
  EXPECT_EQ(slugOf([&] { static_cast<void>(send(copy)); }), kS3Corrupted.slug);
  EXPECT_THAT(farSide(), SizeIs(0));
}

TEST_F(S3DestinationTest, KeepsToTheBandwidth) {
  std::chrono::milliseconds slept{};
  rules_.bytes_per_second = 100'000;
  rules_.retries.sleep = [&](std::chrono::milliseconds pause) { slept = std::max(slept, pause); };
  static_cast<void>(send(copyOf("abc", 1'000'000)));
  // Ten seconds would have passed by the last piece, had this line been slept on.
  EXPECT_GT(slept, std::chrono::milliseconds(5'000));
  EXPECT_LT(slept, std::chrono::milliseconds(10'000));
}

}  // namespace
}  // namespace sohoa::store

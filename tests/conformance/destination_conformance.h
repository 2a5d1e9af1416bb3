#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/file.h"
#include "tests/conformance/far_house.h"
#include "tests/conformance/forked_processes.h"

// What every Destination must do.
namespace sohoa::conformance {

struct FarHouseMaker {
  std::string name;
  std::function<std::unique_ptr<FarHouse>(const std::filesystem::path& folder)> make;
};
inline std::ostream& operator<<(std::ostream& out, const FarHouseMaker& maker) {
  return out << maker.name;
}

class DestinationConformance : public testing::TestWithParam<FarHouseMaker> {
 protected:
  // A copy whose PDF has so many bytes; what it keeps for the next attempt is kept.
  core::OutgoingCopy copyOf(const std::string& id, std::size_t size) {
    const auto file = folder_.path() / (id + ".pdf");
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 31 + i / 251);
    std::copy(id.begin(), id.end(), bytes.begin());
    core::writeFileAtomically(file, bytes);
    core::OutgoingCopy copy;
    copy.copy.id = id;
    copy.copy.kind = "giay_khai_sinh";
    copy.copy.title = "Giấy khai sinh \"mẫu\"\r\nX: y";
    copy.copy.unit = "p01";
    copy.copy.case_file = "HS/7 a";
    copy.copy.fields["ho_ten"] = std::string("Nguyễn Văn A");
    copy.copy.fields["noi_nhan"] = std::vector<std::string>{"A", "B"};
    copy.copy.pages = 3;
    copy.copy.content = core::sha256(bytes);
    copy.copy.created = core::parseIso8601("2026-11-23T08:00:00+07:00");
    copy.text = "dòng một\ndòng hai";
    copy.file = file;
    copy.size = size;
    copy.key = "key-of-" + id;
    copy.keep = [this, id](const std::string& progress) { kept_[id] = progress; };
    return copy;
  }
  // As a new process would.
  core::Receipt send(core::OutgoingCopy copy) {
    copy.progress = kept_[copy.copy.id];
    return far_->destination(line_)->send(copy);
  }
  [[nodiscard]] std::multimap<std::string, std::string> only(const core::OutgoingCopy& copy) const {
    return {{copy.copy.id, copy.copy.content.hex()}};
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<FarHouse> far_ = GetParam().make(folder_.path());
  WatchedLine line_;
  std::map<std::string, std::string> kept_;
};

TEST_P(DestinationConformance, ACopyArrivesWithEveryByteAndAReceiptComesBack) {
  const auto copy = copyOf("abc", 300'000);
  EXPECT_NE(send(copy).id, "");
  EXPECT_EQ(far_->copies(), only(copy));
}

TEST_P(DestinationConformance, SendingAgainGivesTheSameReceiptAndNoDouble) {
  const auto copy = copyOf("abc", 1000);
  const auto receipt = send(copy);
  EXPECT_EQ(send(copy).id, receipt.id);
  kept_.clear();
  EXPECT_EQ(send(copy).id, receipt.id);
  EXPECT_EQ(far_->copies(), only(copy));
}

// Whichever answer is lost, whichever request does not get there.
TEST_P(DestinationConformance, ExactlyOneCopyWhereverTheLineBreaks) {
  int number = 0;
  std::multimap<std::string, std::string> sent;
  for (const bool on_the_way_back : {false, true}) {
    bool failed = true;
    for (int broken = 0; failed; ++broken) {
      const auto copy = copyOf("copy-" + std::to_string(++number), 40'000);
      int count = 0;
      const auto fault = [&](const core::HttpRequest&) {
        if (count++ == broken) throw core::Error(kDeadLine, {});
      };
      (on_the_way_back ? line_.after : line_.before) = fault;
      failed = false;
      try {
        static_cast<void>(send(copy));
      } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), kDeadLine);
        failed = true;
      }
      line_.before = line_.after = {};
      static_cast<void>(send(copy));
      sent.merge(only(copy));
    }
  }
  EXPECT_GE(number, 4);
  EXPECT_EQ(far_->copies(), sent);
}

TEST_P(DestinationConformance, AKilledSenderLeavesWhatTheNextOneCompletes) {
  const auto copy = copyOf("abc", 300'000);
  ForkedProcess sender([&](int out) {
    WatchedLine line;
    auto mine = copy;
    // After the far side did what was asked, before anybody here knows of it.
    line.after = [&](const core::HttpRequest& request) {
      if (request.source || request.method == "PUT") {
        say(out, "in the middle");
        ::pause();
      }
    };
    mine.keep = [&](const std::string& progress) { say(out, progress); };
    static_cast<void>(far_->destination(line)->send(mine));
  });
  for (auto said = sender.line(); said != "in the middle"; said = sender.line()) {
    kept_["abc"] = said;
  }
  sender.killHard();
  static_cast<void>(send(copy));
  EXPECT_EQ(far_->copies(), only(copy));
}

TEST_P(DestinationConformance, ADeadLineIsAFaultThatMayPass) {
  line_.before = [](const core::HttpRequest&) { throw core::Error(kDeadLine, {}); };
  try {
    static_cast<void>(send(copyOf("abc", 1000)));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.retry(), core::Retry::kTransient);
  }
  EXPECT_TRUE(far_->copies().empty());
}

TEST_P(DestinationConformance, AFileThatIsNotWhatItsDigestSaysComesToStandNowhere) {
  auto copy = copyOf("abc", 1000);
  copy.copy.content = core::sha256(std::string_view("something else"));
  EXPECT_THROW(static_cast<void>(send(copy)), core::Error);
  EXPECT_TRUE(far_->copies().empty());
}

}  // namespace sohoa::conformance

// What happens to blobs in S3 when writers, lines and servers fail.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

#include "store/s3_blob_store.h"
#include "tests/conformance/forked_processes.h"
#include "tests/store/s3_fixture.h"

namespace sohoa::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST_F(S3BlobStoreTest, TwoWritersOfTheSameBytesBothSucceed) {
  const auto first = open();
  core::BlobInfo theirs;
  bool done = false;
  http_.before = [&](core::HttpRequest& request) {
    if (request.method != "PUT" || std::exchange(done, true)) return;
    theirs = first->put(bytesOf("same"));  // between the other's look and its put
  };
  int status = 0;
  http_.after = [&](const core::HttpRequest& request, core::HttpResponse& response) {
    if (request.method == "PUT") status = response.status;
  };
  EXPECT_EQ(openWatched()->put(bytesOf("same")).id, theirs.id);
  EXPECT_EQ(status, 412);
  EXPECT_THAT(all(*first), SizeIs(1));
}

TEST_F(S3BlobStoreTest, TheServerRefusesBytesThatChangedOnTheWay) {
  http_.before = [](core::HttpRequest& request) {
    if (request.method != "PUT") return;
    request.source = core::HttpBodySource{8, [](std::uint64_t at, std::span<std::uint8_t> into) {
                                            const std::string wrong = "0riginal";
                                            std::copy(wrong.begin() + static_cast<long>(at),
                                                      wrong.end(), into.begin());
                                            return wrong.size() - at;
                                          }};
  };
  EXPECT_EQ(slugOf([&] { openWatched()->put(bytesOf("original")); }), kS3Corrupted.slug);
  EXPECT_THAT(all(*open()), IsEmpty());
  EXPECT_TRUE(fs::is_empty(folder_.path() / "sha256"));
}

TEST_F(S3BlobStoreTest, NoticesAnObjectThatIsNotWhatItsNameSays) {
  const auto id = core::sha256("original");
  plant(keyOf(id), "0riginal");
  const auto store = open();
  EXPECT_FALSE(store->intact(id));
  EXPECT_EQ(slugOf([&] { static_cast<void>(store->get(id)); }), core::kBlobDamaged.slug);
  EXPECT_EQ(slugOf([&] { static_cast<void>(store->localFile(id)); }), core::kBlobDamaged.slug);
  EXPECT_TRUE(fs::is_empty(folder_.path() / "sha256"));
}

TEST_F(S3BlobStoreTest, PuttingAgainMendsAnObjectCutShort) {
  const auto id = core::sha256("original");
  plant(keyOf(id), "orig");
  const auto store = open();
  store->put(bytesOf("original"));
  EXPECT_TRUE(store->intact(id));
}

TEST_F(S3BlobStoreTest, RepeatsWhatMayPassAndThenGivesUp) {
  int busy = 2;
  http_.after = [&](const core::HttpRequest&, core::HttpResponse& response) {
    if (busy-- <= 0) return;
    response.status = 503;
    const std::string body = "<Error><Code>SlowDown</Code></Error>";
    response.body.assign(body.begin(), body.end());
  };
  const auto store = openWatched();
  const auto info = store->put(bytesOf("a"));
  EXPECT_TRUE(open()->intact(info.id));
  EXPECT_EQ(pauses_, 2);
  busy = 1000;
  EXPECT_EQ(slugOf([&] { store->put(bytesOf("b")); }), kS3Unavailable.slug);
  EXPECT_EQ(kS3Unavailable.retry, core::Retry::kTransient);
  EXPECT_LT(pauses_, 20);
}

TEST_F(S3BlobStoreTest, ALostAnswerDoesNoHarm) {
  int losses = 0;
  http_.after = [&](const core::HttpRequest& request, core::HttpResponse&) {
    if (request.method == "HEAD" || losses >= 3) return;
    ++losses;
    throw core::Error(kS3Unavailable, {.detail = "lost"});
  };
  options_.part_size = 1 << 20;
  const auto store = openWatched();
  const auto small = store->put(bytesOf("a"));
  losses = 0;
  const auto large = store->put(std::vector<std::uint8_t>(3 << 20, 7));
  losses = 0;
  store->remove(small.id);
  EXPECT_THAT(all(*open()), SizeIs(1));
  EXPECT_TRUE(open()->intact(large.id));
}

TEST_F(S3BlobStoreTest, AnAnswerLostAfterCompletionDoesNoHarm) {
  bool lost = false;
  http_.after = [&](const core::HttpRequest& request, core::HttpResponse&) {
    const bool completes =
        request.method == "POST" && request.url.find("uploadId") != std::string::npos;
    if (!completes || std::exchange(lost, true)) return;
    throw core::Error(kS3Unavailable, {.detail = "lost"});
  };
  options_.part_size = 1 << 20;
  const auto info = openWatched()->put(std::vector<std::uint8_t>(3 << 20, 8));
  EXPECT_TRUE(lost);
  EXPECT_TRUE(open()->intact(info.id));
  EXPECT_EQ(uploadsInProgress(), 0U);
}

TEST_F(S3BlobStoreTest, ServesSeveralThreadsAtOnce) {
  options_.part_size = 1 << 20;
  options_.cache_options = {.limit = 1 << 20, .keep = std::chrono::seconds(60)};
  const auto store = open();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 6; ++round) {
        const auto content = std::to_string((i + round) % 4) + std::string(300'000, 'x');
        const auto info = store->put(bytesOf(content));
        EXPECT_TRUE(store->contains(info.id));
        EXPECT_EQ(core::readText(store->localFile(info.id)), content);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(all(*store), SizeIs(4));
}

TEST_F(S3BlobStoreTest, AFailedUploadInPartsLeavesNothing) {
  options_.part_size = 1 << 20;
  http_.before = [&](core::HttpRequest& request) {
    if (request.url.find("partNumber=3") != std::string::npos) {
      throw core::Error(kS3Refused, {.detail = "for the test"});
    }
  };
  EXPECT_EQ(slugOf([&] { openWatched()->put(std::vector<std::uint8_t>(4 << 20, 9)); }),
            kS3Refused.slug);
  EXPECT_EQ(uploadsInProgress(), 0U);
  EXPECT_THAT(all(*open()), IsEmpty());
}

TEST_F(S3BlobStoreTest, EndsTheUploadsOfDeadWritersOnly) {
  options_.part_size = 1 << 20;
  conformance::ForkedProcess writer([&](int out) {
    http_.before = [&](core::HttpRequest& request) {
      if (request.url.find("partNumber=2") == std::string::npos) return;
      conformance::say(out, "in the middle");
      ::pause();
    };
    openWatched()->put(std::vector<std::uint8_t>(4 << 20, 10));
  });
  ASSERT_EQ(writer.line(), "in the middle");
  writer.killHard();
  ASSERT_EQ(uploadsInProgress(), 1U);
  open()->put(std::vector<std::uint8_t>(2 << 20, 11));
  EXPECT_EQ(uploadsInProgress(), 1U);  // for all we know its writer lives
  options_.dead_upload_age = std::chrono::hours(-1);
  open()->put(std::vector<std::uint8_t>(2 << 20, 12));
  EXPECT_EQ(uploadsInProgress(), 0U);
}

TEST_F(S3BlobStoreTest, GoesOnWhereADownloadBrokeOff) {
  std::vector<std::uint8_t> bytes(600'000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 31 >> 3U);
  const auto info = open()->put(bytes);
  std::uint64_t seen = 0;
  bool broken = false;
  http_.before = [&](core::HttpRequest& request) {
    if (!request.sink) return;
    request.sink = [&, inner = request.sink](std::span<const std::uint8_t> piece) {
      inner(piece);
      seen += piece.size();
      if (seen > 100'000 && !std::exchange(broken, true)) {
        throw core::Error(kS3Unavailable, {.detail = "the line went dead"});
      }
    };
  };
  EXPECT_EQ(openWatched()->get(info.id), bytes);
  EXPECT_TRUE(broken);
  EXPECT_EQ(seen, bytes.size());  // nothing came twice
}

TEST_F(S3BlobStoreTest, SurvivesAServerThatDiesInTheMiddle) {
  options_.part_size = 1 << 20;
  auto& server = test::S3Server::shared();
  std::vector<std::uint8_t> bytes(5 << 20, 13);
  bool died = false;
  // Half a part is on the way when the server dies; it is up again at the first pause.
  http_.before = [&](core::HttpRequest& request) {
    if (request.url.find("partNumber=3") == std::string::npos || died) return;
    request.source->read = [&, inner = request.source->read](std::uint64_t at,
                                                             std::span<std::uint8_t> into) {
      if (at > (1U << 19U) && !std::exchange(died, true)) server.kill();
      return inner(at, into);
    };
  };
  int pauses = 0;
  options_.retries.sleep = [&](auto) {
    if (pauses++ == 0) server.start();
  };
  const auto info = openWatched()->put(bytes);
  EXPECT_TRUE(died);
  EXPECT_GE(pauses, 1);
  EXPECT_EQ(open()->get(info.id), bytes);

  // A single put that finds no server at all is transient and leaves nothing behind.
  server.kill();
  options_.retries.sleep = [](auto) {};
  std::string slug;
  try {
    open()->put(bytesOf("b"));
  } catch (const core::Error& error) {
    slug = error.code().slug;
    EXPECT_EQ(error.retry(), core::Retry::kTransient);
  }
  server.start();
  EXPECT_EQ(slug, "net.no_response");
  EXPECT_FALSE(open()->contains(core::sha256("b")));
}

std::size_t mostMemory() {  // bytes
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) << 10U;
}

TEST_F(S3BlobStoreTest, LargeFilesGoUpAndDownInFlatMemory) {
  constexpr std::uint64_t kSize = 120ULL << 20U;
  const auto file = folder_.path() / "large";
  {
    core::Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    std::vector<std::uint8_t> piece(1U << 20U);
    for (std::uint64_t at = 0; at < kSize; at += piece.size()) {
      for (std::size_t i = 0; i < piece.size(); ++i) {
        piece[i] = static_cast<std::uint8_t>((at + i) * 2654435761U >> 21U);
      }
      core::writeAll(fd.get(), piece, file);
    }
  }
  // In a process of its own, as the most memory ever used never goes down.
  conformance::ForkedProcess process([&](int out) {
    const auto before = mostMemory();
    options_.cache_options.limit = kSize / 2;  // so that nothing of it stays
    const auto store = open();
    const auto info = store->putFile(file);
    const bool right = info.size == kSize && store->intact(info.id) &&
                       fs::file_size(store->localFile(info.id)) == kSize;
    conformance::say(out, right ? "right" : "wrong");
    conformance::say(out, std::to_string((mostMemory() - before) >> 20U));
  });
  EXPECT_EQ(process.line(), "right");
  EXPECT_LT(std::stoi(process.line()), 24) << "MiB more than before";
}

TEST_F(S3BlobStoreTest, HostileListingsAreRefused) {
  std::string listing;
  http_.after = [&](const core::HttpRequest& request, core::HttpResponse& response) {
    if (request.url.find("list-type") == std::string::npos) return;
    response.body.assign(listing.begin(), listing.end());
  };
  const auto store = openWatched();
  for (const char* text :
       {"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><ListBucketResult>&y;"
        "</ListBucketResult>",
        "<html>hello</html>", "",
        "<ListBucketResult><IsTruncated>true</IsTruncated>"
        "</ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated>"
        "<NextContinuationToken>again</NextContinuationToken></ListBucketResult>"}) {
    listing = text;
    EXPECT_EQ(slugOf([&] { all(*store); }), kS3BadAnswer.slug) << text;
  }
}

}  // namespace
}  // namespace sohoa::store

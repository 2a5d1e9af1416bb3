// queue_rate PAGES [PAGES_PER_FILE]: what a page costs beside image work, reading and signing. The
// store, the blobs and the stage runner are the real ones, their folder lies where TMPDIR says; the
// stages return at once what stages return: a page of words, a PDF of 100 kB.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/pipeline/fakes.h"

namespace {

using namespace sohoa;

// As many words as an ordinary page has.
class WordyReader final : public core::PageReader {
 public:
  std::string version() const override { return "queue_rate"; }

 private:
  core::PageResult readPage(const core::Raster&, std::optional<int>) override {
    core::PageResult result;
    result.geometry = {{2480, 3508}, {300, 300}, 0, 0.1};
    core::Line line;
    for (int i = 0; i < 12; ++i) line.words.push_back({"trang" + std::to_string(next_++), {}, 0.9});
    result.blocks.push_back({{}, std::vector<core::Line>(30, line)});
    return result;
  }

  long next_ = 0;
};

class BulkyAssembler final : public core::CopyAssembler {
 public:
  void assemble(const core::CopySpec& spec, const std::filesystem::path& out) const override {
    std::string text = std::to_string(next_++);
    for (int i = 0; i < spec.page_count; ++i) text += spec.page(i).result.text();
    text.resize(std::max<std::size_t>(text.size(), 100'000), 'x');
    core::writeFileAtomically(out, text);
  }
  std::string version() const override { return "queue_rate"; }

 private:
  mutable long next_ = 0;
};

double cpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

long residentKb() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long value = 0;
    if (word == "VmRSS:" && status >> value) return value;
  }
  return 0;
}

nlohmann::json measure(int pages, int per_file) {
  pipeline::testing::Bench bench;
  WordyReader reader;
  BulkyAssembler assembler;
  // The copies it would hold are no part of the pipeline.
  class Nowhere final : public core::Warehouse {
   public:
    core::DeliveryReceipt deliver(const core::SignedCopy& copy) override {
      return {copy.id, copy.content, copy.created};
    }
    core::SearchPage search(const core::SearchQuery&) const override { return {}; }
    std::optional<core::SearchHit> find(const std::string&) const override { return {}; }
    void fetch(const std::string&, const std::filesystem::path&) const override {}
  } nowhere;
  pipeline::StageRunner runner({bench.store, bench.blobs, bench.opener, reader, bench.documents,
                                assembler, bench.signer, bench.verifier, nowhere, bench.clock},
                               {bench.folder.path(), core::PadesLevel::kBT, true, "p01"});
  for (int i = 0; i < pages / per_file; ++i) {
    // The opener reads the number of pages; what follows makes the bytes of each file its own.
    bench.add("f" + std::to_string(i), std::to_string(per_file) + " " + std::to_string(i));
  }
  int jobs = 0;
  int read = 0;
  long early = 0;
  const double cpu = cpuSeconds();
  const auto begin = std::chrono::steady_clock::now();
  while (const auto lease = bench.store.claim("w", bench.clock.now())) {
    runner.run(*lease);
    bench.signer.requests.clear();
    ++jobs;
    if (lease->stage == core::Stage::kRead && ++read == std::min(500, pages / 2)) {
      early = residentKb();
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return {{"pages", read},
          {"pages_per_file", per_file},
          {"jobs", jobs},
          {"jobs_per_second", jobs / seconds},
          {"cpu_ms_per_page", 1000 * (cpuSeconds() - cpu) / read},
          {"wall_ms_per_page", 1000 * seconds / read},
          {"rss_kb_early", early},
          {"rss_kb_end", residentKb()}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: queue_rate PAGES [PAGES_PER_FILE]\n");
    return 2;
  }
  const auto report = measure(std::atoi(argv[1]), argc > 2 ? std::atoi(argv[2]) : 1);
  std::printf("%s\n", report.dump(1).c_str());
  return 0;
}

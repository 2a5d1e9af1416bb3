#include "pipeline/repair.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/file.h"
#include "core/ports/errors.h"
#include "pipeline/copy_parts.h"
#include "pipeline/sealing.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;

std::string stored(const core::PageResult& result) { return nlohmann::json(result).dump(); }

std::span<const std::uint8_t> bytesOf(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

class Repairer {
 public:
  explicit Repairer(const RepairParts& parts)
      : store_(parts.store),
        blobs_(parts.blobs),
        opener_(parts.opener),
        reader_(parts.reader),
        aside_(parts.aside),
        sources_(parts.sources),
        wanted_(parts.wanted) {}

  RepairReport run() {
    std::map<core::Sha256, std::string> damaged;
    store_.forEachBlobReference([&](const core::Sha256& id, const std::string& row) {
      if (!damaged.contains(id) && !intact(id)) damaged.emplace(id, row);
    });
    return run(damaged);
  }

  RepairReport run(std::map<core::Sha256, std::string> damaged) {
    RepairReport report;
    std::erase_if(damaged, [&](const auto& each) { return !wanted_(each.first); });
    report.damaged = static_cast<int>(damaged.size());
    std::size_t missing = 0;
    for (const auto& [id, row] : damaged) {
      putAside(id);
      fetchFromSources(id);
      if (!blobs_.contains(id)) ++missing;
    }
    if (missing > 0) {
      // Masters first: the pages are read from them.
      for (const auto& batch : store_.batches()) restoreMasters(batch.id);
      for (const auto& batch : store_.batches()) restoreWhatCameOfThem(batch.id);
    }
    for (const auto& [id, row] : damaged) {
      if (!wanted_(id)) {  // let go meanwhile: it must not come back
        blobs_.remove(id);
        removeAside(aside_, id);
        --report.damaged;
      } else if (blobs_.contains(id)) {
        ++report.restored;
      } else {
        report.lost.push_back(row);
      }
    }
    return report;
  }

 private:
  bool intact(const core::Sha256& id) const {
    try {
      return blobs_.intact(id);
    } catch (const core::Error& error) {
      if (error.code() != core::kBlobMissing && error.code() != core::kIo) throw;
      return false;
    }
  }

  // A person may want to see what became of it.
  void putAside(const core::Sha256& id) {
    if (!blobs_.contains(id)) return;
    std::error_code unreadable;
    fs::create_directories(aside_);
    fs::copy_file(blobs_.localFile(id), aside_ / id.hex(), fs::copy_options::overwrite_existing,
                  unreadable);
    blobs_.remove(id);
  }

  void fetchFromSources(const core::Sha256& id) {
    for (const auto* source : sources_) {
      if (blobs_.contains(id)) return;
      attempt([&] {
        if (!source->contains(id) || !source->intact(id)) return;
        const auto put = blobs_.putFile(source->localFile(id));
        if (put.id != id) blobs_.remove(put.id);  // it changed under our eyes
      });
    }
  }

  void restoreMasters(const std::string& batch) {
    for (const auto& input : store_.inputs(batch)) {
      if (!input.master) continue;
      const auto id = store_.master(*input.master).sha256;
      if (blobs_.contains(id)) continue;
      attempt([&] {
        if (core::sha256(core::readFile(input.path)) == id) {
          static_cast<void>(blobs_.putFile(input.path));
        }
      });
    }
  }

  void restoreWhatCameOfThem(const std::string& batch) {
    for (const auto& master : store_.masters(batch)) {
      if (!blobs_.contains(master.sha256)) continue;
      std::unique_ptr<core::PageSource> source;
      for (const auto& page : store_.pages(master.id)) {
        if (!page.result || blobs_.contains(*page.result)) continue;
        attempt([&] {
          if (!source) source = opener_.open(blobs_.localFile(master.sha256), master.name);
          const auto raster = source->raster(page.index);
          // As a person turned it; and as it was found, where that was the same and read before.
          if (const auto turn = turnOf(master, page.index)) {
            if (putIfSame(bytesOf(stored(reader_.read(raster, turn))), *page.result)) return;
          }
          putIfSame(bytesOf(stored(reader_.read(raster))), *page.result);
        });
      }
    }
    for (const auto& row : store_.documents(batch)) {
      restoreRevision(row.operator_pdf, row.agency_pdf);
      restoreRevision(row.base_pdf, row.operator_pdf);
      restoreRevision(row.base_pdf, row.agency_pdf);
    }
  }

  // A signature adds a revision behind the file it signs (ISO 32000-1, 7.5.6), which ends with the
  // end-of-file mark and at most one line end.
  void restoreRevision(const std::optional<core::Sha256>& wanted,
                       const std::optional<core::Sha256>& later) {
    if (!wanted || !later || blobs_.contains(*wanted) || !blobs_.contains(*later)) return;
    attempt([&] {
      const auto file = blobs_.get(*later);
      const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
      constexpr std::string_view kEnd = "%%EOF";
      for (auto at = text.find(kEnd); at != std::string_view::npos; at = text.find(kEnd, at + 1)) {
        for (std::size_t tail = 0; tail <= 2; ++tail) {
          const auto size = std::min(text.size(), at + kEnd.size() + tail);
          if (putIfSame(std::span(file).first(size), *wanted)) return;
        }
      }
    });
  }

  bool putIfSame(std::span<const std::uint8_t> bytes, const core::Sha256& wanted) {
    if (core::sha256(bytes) != wanted) return false;
    static_cast<void>(blobs_.put(bytes));
    return true;
  }

  // What cannot be made again is told at the end; a disk that takes nothing stops the repair.
  template <class Work>
  void attempt(Work work) {
    try {
      work();
    } catch (const core::Error& error) {
      if (error.code() == core::kDiskFull) throw;
    }
  }

  core::WorkStore& store_;
  core::BlobStore& blobs_;
  core::PageSourceOpener& opener_;
  core::PageReader& reader_;
  fs::path aside_;
  std::vector<const core::BlobStore*> sources_;
  std::function<bool(const core::Sha256& id)> wanted_;
};

}  // namespace

RepairReport repair(const RepairParts& parts) { return Repairer(parts).run(); }

RepairReport repairThese(const RepairParts& parts,
                         const std::map<core::Sha256, std::string>& damaged) {
  return Repairer(parts).run(damaged);
}

}  // namespace sohoa::pipeline

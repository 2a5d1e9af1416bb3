#pragma once

#include <functional>

#include "core/ports/blob_store.h"

namespace sohoa::testing {

// Another blob store, with something done around its calls.
class WatchedBlobStore final : public core::BlobStore {
 public:
  explicit WatchedBlobStore(core::BlobStore& inner) : inner_(inner) {}

  std::function<void(const core::Sha256&)> before_remove = [](const core::Sha256&) {};
  std::function<void(const core::Sha256&)> after_put = [](const core::Sha256&) {};

  core::BlobInfo put(std::span<const std::uint8_t> bytes) override {
    return watched(inner_.put(bytes));
  }
  core::BlobInfo putFile(const std::filesystem::path& file) override {
    return watched(inner_.putFile(file));
  }
  core::BlobInfo putDescriptor(int fd) override { return watched(inner_.putDescriptor(fd)); }
  [[nodiscard]] bool contains(const core::Sha256& id) const override { return inner_.contains(id); }
  [[nodiscard]] std::vector<std::uint8_t> get(const core::Sha256& id) const override {
    return inner_.get(id);
  }
  [[nodiscard]] std::filesystem::path localFile(const core::Sha256& id) const override {
    return inner_.localFile(id);
  }
  void remove(const core::Sha256& id) override {
    before_remove(id);
    inner_.remove(id);
  }
  bool removeUnless(const core::Sha256& id, const std::function<bool()>& wanted) override {
    before_remove(id);
    return inner_.removeUnless(id, wanted);
  }
  void forEach(const std::function<void(const core::BlobInfo&)>& visit) const override {
    inner_.forEach(visit);
  }
  [[nodiscard]] bool intact(const core::Sha256& id) const override { return inner_.intact(id); }

 private:
  core::BlobInfo watched(core::BlobInfo info) {
    after_put(info.id);
    return info;
  }

  core::BlobStore& inner_;
};

}  // namespace sohoa::testing

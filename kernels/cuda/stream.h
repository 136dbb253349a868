// SPDX-License-Identifier: Apache-2.0
//
// A stream and a timing event, owned.
//
//   const CudaStream stream;
//   const CudaEvent start, stop;
//   start.Record(stream); launch(stream.get()); stop.Record(stream);
//   stream.Synchronize();
//   stop.SecondsSince(start);
#pragma once

#include <cuda_runtime.h>

#include <memory>
#include <type_traits>

namespace attnwatch {

class CudaStream {
 public:
  CudaStream();  // does not wait for the default stream; throws std::runtime_error

  cudaStream_t get() const { return stream_.get(); }
  void Synchronize() const;

 private:
  struct Destroy {
    void operator()(cudaStream_t stream) const { cudaStreamDestroy(stream); }
  };
  std::unique_ptr<std::remove_pointer_t<cudaStream_t>, Destroy> stream_;
};

class CudaEvent {
 public:
  CudaEvent();  // throws std::runtime_error

  void Record(const CudaStream& stream) const;
  // Both must have happened. Resolution about 0.5 us (cudaEventElapsedTime).
  double SecondsSince(const CudaEvent& earlier) const;

 private:
  struct Destroy {
    void operator()(cudaEvent_t event) const { cudaEventDestroy(event); }
  };
  std::unique_ptr<std::remove_pointer_t<cudaEvent_t>, Destroy> event_;
};

}  // namespace attnwatch

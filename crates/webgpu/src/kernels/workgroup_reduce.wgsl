struct Own {
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
@S   @builtin(subgroup_id) subgroup: u32,
@S   @builtin(num_subgroups) subgroups: u32,
}

@T var<workgroup> reduced_values: array<Reduced, 256>;
@S var<workgroup> reduced_values: array<Reduced, 64>;

fn join(a: Reduced, b: Reduced, largest: bool) -> Reduced {
  return select(a + b, max(a, b), largest);
}

fn join_range(first: u32, step: u32, end: u32, largest: bool) -> Reduced {
  var result = reduced_values[first];
  for (var i = first + step; i < end; i += step) {
    result = join(result, reduced_values[i], largest);
  }
  return result;
}

fn workgroup_reduce(own: Own, place: u32, value: Reduced, largest: bool) -> Reduced {
@T   reduced_values[place] = value;
@S   let joined = select(subgroupAdd(value), subgroupMax(value), largest);
@S   if (subgroupBroadcastFirst(own.thread) == own.thread) {
@S     reduced_values[own.subgroup] = joined;
@S   }
  workgroupBarrier();
@T   if (LANES < 8u) {
@T     if (place < 8u) {
@T       reduced_values[place] = join_range(place, 8u, 256u, largest);
@T     }
@T     workgroupBarrier();
@T   }
@T   if (LANES > 1u && place >= LANES) {
@T     return value;
@T   }
@T   return join_range(place % LANES, LANES, select(256u, 8u, LANES < 8u), largest);
@S   return join_range(0u, 1u, own.subgroups, largest);
}

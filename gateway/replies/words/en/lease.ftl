lease-lost = { $table } { $key }: another process holds it now
lease-parts_settled = parts of this batch have been settled by somebody else
lease-not_renewed = line { $line }: the lease was not renewed in time, nothing is sent under it

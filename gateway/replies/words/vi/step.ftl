# What a person can do where a cause has no step of its own.

step-unknown = Sửa theo nguyên nhân, rồi chạy ./gw check để thử.

# A case's file for a body outside.

casefile-head = FILE OF CASE { $case }
    Unit: { $unit }
    Received: { $at }
    Kind: { $kind }
    State: { $state }
casefile-sender = Sender: { $name } { $address }
casefile-subject = About: { $subject } { $place }
casefile-citizen = --- The citizen wrote, { $at } ---
casefile-ours = --- The unit wrote, { $at } ---
casefile-done = { $at }: { $did } ({ $who })
casefile-attached = Attachment: { $name } ({ $type }, { $size } bytes)

# The modem, its process, its SIM. `step`: what a person can do about it.

-again = It is tried again by itself.
-unplug = Unplug the modem for 10 seconds; if that does not help, try a USB port with more power, or another modem. { -again }
-seat = Take the SIM out and put it back; if that does not help, try it in a phone: broken or barred, the operator changes it.
-pin-wrong = Write the right PIN into the file of pin_file; the next start tries it once. To have the same one tried once more, delete the file beside it that ends in .refused.
-aerial = See to the aerial and the modem's place; SIM and modem must both do 4G. { -again }

modem-gammu_not_installed = python-gammu is not installed
    .step = Stop the gateway, run ./gw setup, then ./gw run again.
modem-process_ended = the modem's process has ended ({ $status })
    .step = { -unplug }
modem-does_not_answer = the modem gave no answer to '{ $command }' within { $seconds } s
    .step = { -unplug }
modem-hung = the modem gives no answer any more
    .step = { -unplug }
modem-being_restarted = the modem gave no answer several times: it is being started again
    .step = { -unplug }
modem-busy = the modem was busy for too long
    .step = { -unplug }
modem-failed = the modem failed: { $error }
    .step = { -unplug }
modem-absent = there is no modem at { $device }: unplugged, or under another name
    .step = Plug the modem in; name it in device by its stable name in /dev/serial/by-id, so that another port is no matter.
modem-not_found = the modem is found at no port: { $ports ->
    [0] there is no serial port
   *[other] { $ports } asked, of which { $silent } do not answer as a modem and { $held } are held by other programs or lines
 }
    .step = Plug the modem in; see that the line's imsi is that of the SIM, its imei that of the modem, and that no other program holds the port.
modem-no_permission = no permission to open { $device }: add the user to the group that owns it (often dialout)
    .step = Add the gateway's user to the group that owns the device (sudo usermod -aG dialout USER), then start it again.
modem-held_by_another = another process holds the modem at { $device }
    .step = Find and stop what holds it: ModemManager, minicom, or another ./gw (sudo fuser -v DEVICE).
modem-not_a_modem = the modem at { $device } does not answer as a modem ({ $error })
    .step = A modem has several ports: try another of its ports in /dev/serial/by-id (often if02 or if03), and the driver.
modem-pin_refused = the SIM refused the PIN: the same one is not tried again
    .step = { -pin-wrong }
modem-pin_refused_left = the SIM refused the PIN ({ $left ->
    [one] one more try
   *[other] { $left } more tries
 } before it locks): the same PIN is not tried again
    .step = { -pin-wrong }
modem-pin_kept = the SIM takes { $left ->
    [0] no PIN any more
    [one] one more PIN
   *[other] { $left } more PINs
 } before it locks: the gateway leaves that to a person
    .step = Put the SIM into a phone and type its PIN there; then put it back.
modem-no_sim = there is no SIM in the modem, or the modem does not see it
    .step = { -seat }
modem-sim_failed = the SIM cannot be read
    .step = { -seat }
modem-sim_wrong = the modem does not take this SIM
    .step = A modem that is bound to another operator takes no other SIM: use another modem, or have it unlocked.
modem-sim_busy = the SIM is busy and does not become ready
    .step = { -unplug }
modem-radio_off = the modem's radio was switched off (AT+CFUN); it is being switched on
    .step = If this stays: { -unplug } See that no other program switches it off.
modem-not_allowed = the modem refuses: operation not allowed (CME 3)
    .step = { -unplug }
modem-memory_refused = the modem refuses to show its messages
    .step = { -unplug }
modem-memory_refused_cms = the modem refuses to show its messages (CMS { $cms })
    .step = { -unplug }
modem-sim_locked = the SIM is locked and wants: { $wants }
    .step = { $wants ->
        [PUK] Put the SIM into a phone and unlock it (the operator has the PUK), set pin_file right, put it back, start again.
       *[other] Put the SIM's PIN into the file of pin_file (chmod 600), or switch its PIN off with a phone; then start again.
     }
modem-other_sim = another SIM than the configured one is in the modem: it receives, it does not send
    .step = Put the right SIM back, or set the line's imsi to what ./gw check shows.
modem-no_message_centre = the SIM has no number of the message centre (SMSC): nothing can be sent
    .step = Write the operator's number as message_centre into the line's block, then start the gateway again.
modem-no_network = the modem finds no network: messages wait
    .step = { -aerial }
modem-looking_for_network = the modem is looking for a network: messages wait
    .step = { -aerial }
modem-network_refuses_sim = the network refuses this SIM: messages wait
    .step = Take the SIM out and put it back; if that does not help, try it in a phone: broken or barred, the operator changes it.
modem-probed = SIM { $imsi }, IMEI { $imei }, signal { $signal } %, network { $network }
modem-probed_at = SIM { $imsi }, IMEI { $imei }, signal { $signal } %, network { $network }, found at { $port }
modem-probed_other_sim = SIM { $imsi }, IMEI { $imei }, signal { $signal } %, network { $network }; this is not the configured SIM: nothing will be sent
modem-not_known = unknown

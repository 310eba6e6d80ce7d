# The modem, its process, its SIM. `step`: what a person can do about it.

-again = It is tried again by itself.
-unplug = Unplug the modem for 10 seconds; if that does not help, try a USB port with more power, or another modem. { -again }
-aerial = See to the aerial and the modem's place; SIM and modem must both do 4G. { -again }

modem-gammu_not_installed = python-gammu is not installed
    .step = Stop the gateway, run ./gw setup, then ./gw run again.
modem-process_ended = the modem's process has ended ({ $status })
    .step = { -unplug }
modem-does_not_answer = the modem gave no answer to '{ $command }' within { $seconds } s
    .step = { -unplug }
modem-busy = the modem was busy for too long
    .step = { -unplug }
modem-failed = the modem failed: { $error }
    .step = { -unplug }
modem-absent = there is no modem at { $device }: unplugged, or under another name
    .step = Plug the modem in; name it in device by its stable name in /dev/serial/by-id, so that another port is no matter.
modem-no_permission = no permission to open { $device }: add the user to the group that owns it (often dialout)
    .step = Add the gateway's user to the group that owns the device (sudo usermod -aG dialout USER), then start it again.
modem-held_by_another = another process holds the modem at { $device }
    .step = Find and stop what holds it: ModemManager, minicom, or another ./gw (sudo fuser -v DEVICE).
modem-not_a_modem = the modem at { $device } does not answer as a modem ({ $error })
    .step = A modem has several ports: try another of its ports in /dev/serial/by-id (often if02 or if03), and the driver.
modem-pin_refused = the SIM refused the PIN: it will not be tried again before a restart; check it by hand
    .step = Put the SIM into a phone and unlock it (the operator has the PUK), set pin_file right, put it back, start again.
modem-sim_locked = the SIM is locked and wants: { $wants }
    .step = { $wants ->
        [PUK] Put the SIM into a phone and unlock it (the operator has the PUK), set pin_file right, put it back, start again.
       *[other] Put the SIM's PIN into the file of pin_file (chmod 600), or switch its PIN off with a phone; then start again.
     }
modem-other_sim = another SIM than the configured one is in the modem: it receives, it does not send
    .step = Put the right SIM back, or set the line's imsi to what ./gw check shows.
modem-no_message_centre = the SIM has no number of the message centre; set it with AT+CSCA
    .step = Set the number of the message centre (SMSC) on the SIM with a phone; the operator knows it.
modem-no_network = the modem finds no network: messages wait
    .step = { -aerial }
modem-looking_for_network = the modem is looking for a network: messages wait
    .step = { -aerial }
modem-network_refuses_sim = the network refuses this SIM: messages wait
    .step = Take the SIM out and put it back; if that does not help, try it in a phone: broken or barred, the operator changes it.
modem-probed = SIM { $imsi }, signal { $signal } %, network { $network }
modem-probed_other_sim = SIM { $imsi }, signal { $signal } %, network { $network }; this is not the configured SIM: nothing will be sent
modem-not_known = unknown

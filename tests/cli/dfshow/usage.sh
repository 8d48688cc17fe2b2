# Options that do not fit.
st dfshow -n x
st dfshow -n -1
st dfshow --no-truncate --truncate 3
st dfshow --truncate 0
st dfshow --raw
st dfshow -o json --binary hex
st dfshow -o csv --raw
st dfshow -o arrow
st dfshow --vertcal
st dfshow -j 0
st dfshow -m 12Q
st dfshow -i cvs
SLUICE_JOBS=many st dfshow
SLUICE_MEMORY=lots st dfshow
